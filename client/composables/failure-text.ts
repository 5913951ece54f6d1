import { useI18n } from 'vue-i18n';
import { asFailure } from '../connection/failure.js';

/** One clause for a person: the server's own words, or that there was no answer. */
export function useFailureText() {
  const { t } = useI18n();
  return (error: unknown): string => {
    const failure = asFailure(error);
    if (failure.problem) return failure.message;
    return t(failure.kind === 'deadline' ? 'failure.deadline' : 'failure.network');
  };
}
