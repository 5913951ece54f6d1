import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { Locale } from '../../src/contracts/index.js';
import { i18n, setLocale } from '../locales/index.js';
import { isBoolean, isNumber, recall, remember } from './remembered.js';

/** How this person likes to read and listen; kept in the browser. */
export const usePreferences = defineStore('preferences', () => {
  const { locale } = i18n.global;
  const largeType = ref(recall('large_type', isBoolean, false));
  const volume = ref(recall('volume', isNumber, 1));
  /** Whether names stand on the picture. */
  const nameStrip = ref(recall('name_strip', isBoolean, true));
  /** Whether the person turned the sound on since opening the site; only then may the next session start with sound. */
  const wantsSound = ref(false);

  watch(largeType, (on) => remember('large_type', on));
  watch(nameStrip, (on) => remember('name_strip', on));
  watch(volume, (value) => remember('volume', value));
  watch(largeType, (on) => (document.documentElement.dataset.type = on ? 'large' : 'normal'), { immediate: true });

  const otherLocale = computed<Locale>(() => (locale.value === 'en' ? 'zh-CN' : 'en'));
  const switchLocale = () => setLocale(otherLocale.value);

  return { largeType, nameStrip, volume, wantsSound, otherLocale, switchLocale };
});
