import { reactive } from 'vue';
import type { ApplicationAction, ApplicationView, ServiceCategory } from '../../src/contracts/index.js';
import { channelCode } from '../state/channel.js';

/** What is filled in to be let in; begins with what was sent before where that was returned. */
export function useApplicationFields(action: ApplicationAction, before: ApplicationView | null) {
  const fields = reactive({
    name: before?.name ?? '',
    creditCode: before?.creditCode ?? '',
    windowId: before?.window.id ?? '',
    industry: before?.industry ?? '',
    size: before?.size ?? '',
    introduction: before?.introduction ?? '',
    contactName: before?.contactName ?? '',
    categories: [...(before?.categories ?? [])] as ServiceCategory[],
    licence: null as File | null,
  });

  /** As the form that the server takes; what is empty stays out of it. */
  function form(): FormData {
    const { licence, categories, ...lines } = fields;
    const data = new FormData();
    data.set('action', action);
    for (const [name, text] of Object.entries(lines)) if (text !== '') data.set(name, text);
    for (const category of categories) data.append('categories', category);
    const channel = channelCode();
    if (channel) data.set('channel', channel);
    if (licence) data.set('licence', licence);
    return data;
  }

  return { fields, form };
}
