import { componentPart, part } from './parts'

/*
 * What the first list of conversations does not need, in the order in which it is read ahead. Whatever is opened by a
 * click of its own belongs here; `tests/scripts/start-size.test.ts` holds the bound of the rest.
 */
export const ChatView = componentPart(() => import('./views/ChatView.vue'))
export const longFieldPart = part(() => import('./editor/long-field'), true)
export const MediaViewer = componentPart(() => import('./components/media/MediaViewer.vue'))
export const FilesDialog = componentPart(() => import('./components/composer/FilesDialog.vue'))
export const TransferPanel = componentPart(() => import('./components/transfer/TransferPanel.vue'))
export const DetailsPanel = componentPart(() => import('./components/roster/DetailsPanel.vue'))
export const ShelfPanel = componentPart(() => import('./components/media/ShelfPanel.vue'))
export const TrialPanel = componentPart(() => import('./components/trial/TrialPanel.vue'))
export const QuickSwitcher = componentPart(() => import('./components/common/QuickSwitcherDialog.vue'))
export const SearchPanel = componentPart(() => import('./components/search/SearchPanel.vue'))
export const ContactsPane = componentPart(() => import('./components/roster/ContactsPane.vue'))
export const LibraryView = componentPart(() => import('./views/LibraryView.vue'))
export const EmojiPanel = componentPart(() => import('./components/emoji/EmojiPanel.vue'))
export const ForwardDialog = componentPart(() => import('./components/message/ForwardDialog.vue'))
export const DeliveryDialog = componentPart(() => import('./components/message/DeliveryDialog.vue'))
export const BundleDialog = componentPart(() => import('./components/message/BundleDialog.vue'))
export const ConfirmDialog = componentPart(() => import('./components/common/ConfirmDialog.vue'))
export const StrangerDialog = componentPart(() => import('./components/roster/StrangerDialog.vue'))
export const MuteDialog = componentPart(() => import('./components/conversation/MuteDialog.vue'))
export const GroupCreateDialog = componentPart(() => import('./components/group/GroupCreateDialog.vue'))
export const GroupEditDialog = componentPart(() => import('./components/group/GroupEditDialog.vue'))
export const AddMembersDialog = componentPart(() => import('./components/group/AddMembersDialog.vue'))
export const PictureDialog = componentPart(() => import('./components/picture/PictureDialog.vue'))
export const StatusDialog = componentPart(() => import('./components/presence/StatusDialog.vue'))
export const SettingsDialog = componentPart(() => import('./components/settings/SettingsDialog.vue'))
export const CheatSheet = componentPart(() => import('./components/common/CheatSheetDialog.vue'))
export const DiagnosticsView = componentPart(() => import('./views/DiagnosticsView.vue'))
export const SignOutDialog = componentPart(() => import('./components/settings/SignOutDialog.vue'))
