import type { form as chinese } from '../zh-CN/form.js';

export const form: typeof chinese = {
  docking: 'Docking session',
  training: 'Training',
  lecture: 'Lecture',
  micro_class: 'Micro class',
  salon: 'Salon',
  assistance: 'Assistance',
  enterprise_visit: 'Enterprise visit',
  service_conference: 'Service conference',
  competition: 'Competition',
  knowledge_contest: 'Knowledge contest',
};
