import { shallowRef } from 'vue';

export interface Question {
  /** Names the thing: 删除“工业设计服务”？ */
  title: string;
  /** What happens then, and what cannot be undone. */
  text?: string;
  /** The verb on the button: 删除. */
  action: string;
  danger?: boolean;
  /** Label of a field for the reason, which is then required. */
  reason?: string;
}

interface Asked extends Question {
  answer: (reason: string | null) => void;
}

/** The question that is open; `AskDialog` shows it. */
export const asked = shallowRef<Asked | null>(null);

function ask(question: Question): Promise<string | null> {
  asked.value?.answer(null);
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer: (reason) => {
        asked.value = null;
        resolve(reason);
      },
    };
  });
}

/**
 * Danger asks once. `if (!(await confirm({ title, action, danger: true }))) return;`
 * `askReason({ …, reason: label })` answers the reason that was written, or null.
 */
export function useConfirm() {
  const confirm = async (question: Omit<Question, 'reason'>) => (await ask(question)) !== null;
  const askReason = (question: Question & { reason: string }) => ask(question);
  return { confirm, askReason };
}
