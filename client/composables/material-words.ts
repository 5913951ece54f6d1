import { useI18n } from 'vue-i18n';
import type { StageMaterial } from '../../src/contracts/index.js';
import { MaterialFailure } from '../media/material-file.js';
import type { Studio } from '../state/studio.js';
import { useFailureText } from './failure-text.js';

/** What is said of a material and of a file that did not become one. */
export function useMaterialWords(studio: Studio) {
  const { t } = useI18n();
  const failureText = useFailureText();

  function ownerOf({ ownerId }: StageMaterial): string {
    if (!ownerId) return t('directing.organisers');
    if (ownerId === studio.me.value?.id) return t('directing.mine');
    return studio.personOf(ownerId)?.name || t('directing.nameless');
  }

  const failureOf = (error: unknown): string =>
    error instanceof MaterialFailure
      ? t(`directing.trouble.${error.trouble}`, { page: error.page })
      : failureText(error);

  return { ownerOf, failureOf };
}
