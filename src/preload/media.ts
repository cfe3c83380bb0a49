import { contextBridge, ipcRenderer } from 'electron'
import type { DecodeJob, DecodingBridge } from '@shared/decoding'

/** The media window's only way out: answers to what it was asked. */
const bridge = {
  onJob: (listener) => void ipcRenderer.on('jim:decode', (_, job: DecodeJob) => listener(job)),
  made: (id, made) => ipcRenderer.send('jim:decoded', id, made),
  failed: (id, problem) => ipcRenderer.send('jim:decoded', id, undefined, problem),
} satisfies DecodingBridge

contextBridge.exposeInMainWorld('decoding', bridge)
