import { useI18n } from 'vue-i18n';
import type { OrganisationKind, WindowLevel } from '../../src/contracts/index.js';

/** 市级窗口平台, 服务机构, 企业: what an organisation is, in one word. Needs the texts `network`. */
export function useKindWord() {
  const { t } = useI18n();
  return ({ kind, level }: { kind: OrganisationKind; level: WindowLevel | null }): string =>
    level ? t(`level.${level}`) : t(`organisationKind.${kind}`);
}

/** 91430111 MA4L3F7X2 C: registration authority and place, then the body, then the check character. */
export const creditCodeText = (code: string) => code.replace(/^(.{8})(.{9})(.)$/, '$1 $2 $3');
