import type { SettingsInForce } from '@shared/settings'
import type { PictureRules } from '../transfers/send-files'

/** What the settings say of pictures that are sent. */
export function pictureRules({ stripsPictures, pictureSize }: SettingsInForce): PictureRules {
  return {
    strips: stripsPictures.value,
    size: pictureSize.value,
    locks: { strips: stripsPictures.isLocked, size: pictureSize.isLocked },
  }
}
