import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import type { ChoiceOption, Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import type { KnownTemplate } from '../../../../../gateway/src/model/template.ts';

export const MB = 1024 * 1024;
export const render = (content: Content<SendableMedia>, known?: KnownTemplate) =>
  whatsappTwilio.render(content, whatsappTwilio.capabilities, known);
export const bodies = (content: Content<SendableMedia>, known?: KnownTemplate) => render(content, known).parts.map((part) => part.body);
export const refusal = (content: Content<SendableMedia>, known?: KnownTemplate) => render(content, known).refused;

export const file = (mimeType: string, rest: Partial<SendableMedia> = {}): SendableMedia => ({
  url: 'https://parley.example/media/med_1',
  mimeType,
  bytes: 1000,
  name: null,
  ...rest,
});
export const options = (count: number, more: (index: number) => Partial<ChoiceOption> = () => ({})): ChoiceOption[] =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, label: `Option ${index}`, ...more(index) }));
export const choice = (
  text: string,
  some: readonly ChoiceOption[],
  style: 'buttons' | 'quick_replies' | 'list' = 'buttons',
): Content<SendableMedia> => ({
  type: 'choice',
  text,
  style,
  options: some,
});
