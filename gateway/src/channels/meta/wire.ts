/** How both of Meta's channels read JSON: what they share of WhatsApp's reading. */
export {
  type Read,
  type WireObject,
  asObject,
  asText,
  field,
  isTrue,
  listField,
  numberField,
  present,
  readJson,
  textField,
  timeField,
} from '../whatsapp/wire.ts';
