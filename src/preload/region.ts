import { contextBridge, ipcRenderer } from 'electron'
import type { RegionBridge } from '@shared/region'

/** The only way out of the page over a display: what was chosen on it. */
const bridge = {
  offer: () => ipcRenderer.invoke('jim:region-offer'),
  choose: (choice) => ipcRenderer.send('jim:region', choice),
  nextScreen: () => ipcRenderer.send('jim:region-next'),
} satisfies RegionBridge

contextBridge.exposeInMainWorld('region', bridge)
