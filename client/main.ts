import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { i18n, preferredLocale, setLocale } from './locales/index.js';
import { router } from './router.js';
import { signInFirst } from './state/sign-in-first.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

// The language is settled before the first drawing: text must not change under the reader's eyes.
void setLocale(preferredLocale()).finally(() => {
  const app = createApp(App).use(createPinia()).use(i18n).use(router);
  signInFirst(router);
  app.mount('#app');
});
