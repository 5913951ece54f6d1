import { useI18n } from 'vue-i18n';
import type { StageSource } from '../state/stage-sources.js';

/** How a picture is called: whose it is, or the title of a material; and what it is. */
export function useSourceWords() {
  const { t } = useI18n();
  const kindOf = ({ source, material }: StageSource): string => t(`directing.kind.${material?.kind ?? source.kind}`);
  const titleOf = ({ name, role, source }: StageSource): string =>
    name || t(role ? `stage.role.${role}` : `directing.kind.${source.kind}`);
  /** Both in one line. */
  const labelOf = (source: StageSource): string => {
    const [title, kind] = [titleOf(source), kindOf(source)];
    return title === kind ? title : t('directing.label', { title, kind });
  };
  /** Why it would not be seen. */
  const absenceOf = ({ source }: StageSource): string =>
    t(source.kind === 'material' ? 'directing.incomplete' : 'directing.gone');
  return { kindOf, titleOf, labelOf, absenceOf };
}
