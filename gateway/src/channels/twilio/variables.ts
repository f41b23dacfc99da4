/**
 * Texts by variable as `ContentVariables` takes them: JSON in a parameter. The apostrophe is written as its escape, since
 * the bare one was refused as malformed (https://github.com/twilio/twilio-node/issues/1082); the text is the same.
 */
export function variablesJson(values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(values).replaceAll("'", '\\u0027');
}
