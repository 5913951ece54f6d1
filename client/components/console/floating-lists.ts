import { onBeforeUnmount, onMounted } from 'vue';

const CONTAINERS = '[id^="el-popper-container-"]';
/** Element Plus calls every floating box a tooltip. The box around a list of options is none, and has no name of its own. */
const MISNAMED = '.el-select__popper[role="tooltip"]';
const UNNAMED = '[role="dialog"].el-picker__popper:not([aria-label])';
/** A list that is longer than its box could not be scrolled by keys. */
const SCROLLED = '.el-select-dropdown__wrap:not([tabindex])';

/** Mends what the floating boxes of Element Plus tell a screen reader, as they come. @param calendar name of a calendar */
export function useFloatingLists(calendar: () => string): void {
  const observer = new MutationObserver(tidy);
  const each = (selector: string, mend: (box: Element) => void) => document.querySelectorAll(selector).forEach(mend);

  function tidy(): void {
    each(CONTAINERS, (container) => observer.observe(container, { childList: true }));
    each(MISNAMED, (box) => box.removeAttribute('role'));
    each(UNNAMED, (box) => box.setAttribute('aria-label', calendar()));
    each(SCROLLED, (box) => box.setAttribute('tabindex', '0'));
  }

  onMounted(() => {
    observer.observe(document.body, { childList: true });
    tidy();
  });
  onBeforeUnmount(() => observer.disconnect());
}
