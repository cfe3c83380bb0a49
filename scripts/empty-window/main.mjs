// An empty window of our size, in which the fallback's Chromium shows what the newer one shows (tests/chromium).
import { app, BrowserWindow } from 'electron'

void app.whenReady().then(() => new BrowserWindow({ width: 1240, height: 760, useContentSize: true }).loadURL('about:blank'))
