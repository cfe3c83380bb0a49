import { createPinia } from 'pinia'
import { createApp, effectScope } from 'vue'
import App from './App.vue'
import { boot } from './boot'
import { createAppI18n } from './i18n'
import './styles.css'

const app = createApp(App).use(createPinia()).use(createAppI18n('zh-CN'))
// Until main has answered, the first frame of index.html stands.
void effectScope(true)
  .run(boot)
  ?.finally(() => app.mount('#app'))
