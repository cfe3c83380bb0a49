// @vitest-environment happy-dom
import { expect, it, onTestFinished } from 'vitest'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import { subscribe } from '../../src/renderer/src/subscribe'
import { useFakeJim } from './mount'

it('the system’s menu opens the settings', () => {
  const jim = useFakeJim()
  onTestFinished(subscribe())
  jim.emit('open', { dialog: 'settings' })
  expect(useDialogsStore().current).toEqual({ dialog: 'settings' })
})
