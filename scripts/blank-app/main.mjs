// An app that shows an empty page: a place to draw on (scripts/icons.mjs).
import { app, BrowserWindow } from 'electron'

void app.whenReady().then(() => new BrowserWindow({ show: false }).loadURL('about:blank'))
