// The least that any Electron app does: one window of our size with one thing to click (bench/start.ts, bench/memory.ts).
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'

void app.whenReady().then(() => new BrowserWindow({ width: 1240, height: 760 }).loadFile(join(import.meta.dirname, 'bare.html')))
