import { addressEnd, catalogParameter, flowParameter } from './template-parameters.ts';
import { placeholdersIn, type Slot, type SlotKey, typeOf } from './template-shape.ts';
import { field, textField } from './wire.ts';

type Opened = Pick<Slot, 'keys' | 'fill'> & {
  readonly subType: 'url' | 'quick_reply' | 'copy_code' | 'flow' | 'catalog';
  readonly isAlways?: true;
};

/** One-time codes are listed as `OTP`, or as a link of WhatsApp's own with this in its query. */
const ONE_TIME_LINK = /[?&]otp_type=/;

/**
 * The openings of a template's buttons. They are counted over all kinds, so that a phone number, which leaves nothing open, still
 * has its place (…/templates/components#buttons).
 */
export function buttonSlots(buttons: readonly unknown[], card: number | null, prefix: string): readonly Slot[] {
  return buttons.flatMap((button, index) => {
    const opened = openedBy(button, `${prefix}button.${index}`, `${prefix}1`);
    if (opened === undefined) return [];
    const { subType, isAlways = false, ...slot } = opened;
    return [{ card, place: { component: 'button', subType, index, isAlways }, ...slot }];
  });
}

/** Whether a button copies or fills in a one-time code. */
export function isOneTimeCode(button: unknown): boolean {
  return typeOf(button) === 'OTP' || (typeOf(button) === 'URL' && ONE_TIME_LINK.test(textField(button, 'url') ?? ''));
}

/** @param codeKey where the body of a one-time code has it: its button takes the same */
function openedBy(button: unknown, key: string, codeKey: string): Opened | undefined {
  if (isOneTimeCode(button)) return oneTimeCode(codeKey);
  switch (typeOf(button)) {
    case 'URL':
      return address(button, key);
    case 'QUICK_REPLY':
      return quickReply(`${key}.payload`);
    case 'COPY_CODE':
      return copyCode(button, `${key}.code`);
    case 'FLOW':
      return flow(`${key}.flow_token`, `${key}.flow_data`);
    case 'CATALOG':
      return catalog(`${key}.product`);
    case 'MPM':
    case 'SPM':
      return products();
    default:
      return undefined;
  }
}

/** Only an address that ends in a variable wants its end. */
function address(button: unknown, key: string): Opened | undefined {
  if (placeholdersIn(textField(button, 'url') ?? '').length === 0) return undefined;
  return { subType: 'url', keys: [required(key, 'url', sampleOf(button))], fill: (valueOf) => addressEnd(valueOf(key) ?? '') };
}

function oneTimeCode(codeKey: string): Opened {
  return { subType: 'url', keys: [required(codeKey, 'code', undefined)], fill: (valueOf) => addressEnd(valueOf(codeKey) ?? '') };
}

/** Without a payload WhatsApp sends back the button's own text. */
function quickReply(key: string): Opened {
  return {
    subType: 'quick_reply',
    keys: [{ key, type: 'payload', isOptional: true }],
    fill: (valueOf) => {
      const payload = valueOf(key);
      return payload === undefined ? undefined : { type: 'payload', payload };
    },
  };
}

function copyCode(button: unknown, key: string): Opened {
  return {
    subType: 'copy_code',
    keys: [required(key, 'code', sampleOf(button))],
    fill: (valueOf) => ({ type: 'coupon_code', coupon_code: valueOf(key) ?? '' }),
  };
}

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/guides/sendingaflow */
function flow(token: string, data: string): Opened {
  return {
    subType: 'flow',
    isAlways: true,
    keys: [
      { key: token, type: 'text', isOptional: true },
      { key: data, type: 'text', isOptional: true },
    ],
    fill: (valueOf) => flowParameter(valueOf(token), valueOf(data)),
  };
}

/** Without a product WhatsApp shows the first of the catalog. */
function catalog(key: string): Opened {
  return {
    subType: 'catalog',
    isAlways: true,
    keys: [{ key, type: 'text', isOptional: true }],
    fill: (valueOf) => {
      const product = valueOf(key);
      return product === undefined ? undefined : catalogParameter(product);
    },
  };
}

/** Lists of a catalog's products have no form in a message's parameters. */
function products(): Opened {
  return { subType: 'catalog', keys: [], fill: () => 'Parley cannot choose products of a catalog for a template.' };
}

function required(key: string, type: SlotKey['type'], example: string | undefined): SlotKey {
  return { key, type, ...(example === undefined ? {} : { example }) };
}

/** Meta writes one sample as a text or as a list of one. */
function sampleOf(button: unknown): string | undefined {
  const example = field(button, 'example');
  const sample: unknown = Array.isArray(example) ? example[0] : example;
  return typeof sample === 'string' && sample !== '' ? sample : undefined;
}
