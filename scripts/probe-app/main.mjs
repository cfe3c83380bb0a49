import { app, BrowserWindow } from 'electron'

// No await at the top level: "ready" waits for its end.
void app.whenReady().then(async () => {
  await new BrowserWindow({ show: false, webPreferences: { sandbox: true } }).loadURL('data:text/html,')
  console.log('jim: electron starts')
  app.exit(0)
})
