import type { ReactNode } from 'react';
import type { Card, Content } from '../api/wire.ts';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { FileView, PictureView, StickerView, VideoView } from './MediaView.tsx';
import { Text } from './Text.tsx';
import { VoicePlayer } from './VoicePlayer.tsx';
import { mapAddress } from './links.ts';

/** What a message says, as the customer sent or saw it. */
export function ContentView({ content }: { readonly content: Content }) {
  const s = useStrings();
  switch (content.type) {
    case 'text':
      return <Text text={content.text} />;
    case 'image':
      return (
        <Captioned caption={content.caption}>
          <PictureView attachment={content.attachment} alt={content.caption ?? s.thread.picture} />
        </Captioned>
      );
    case 'video':
      return (
        <Captioned caption={content.caption}>
          <VideoView attachment={content.attachment} />
        </Captioned>
      );
    case 'audio':
      return (
        <Captioned caption={content.caption}>
          <VoicePlayer attachment={content.attachment} label={content.voice === true ? s.thread.voice : s.thread.audio} />
        </Captioned>
      );
    case 'file':
      return (
        <Captioned caption={content.caption}>
          <FileView attachment={content.attachment} />
        </Captioned>
      );
    case 'sticker':
      return <StickerView attachment={content.attachment} label={content.keywords?.join(', ') ?? s.thread.sticker} />;
    case 'location':
      return <Place {...content} />;
    case 'contacts':
      return <Cards contacts={content.contacts} />;
    case 'choice':
      return (
        <>
          <Text text={content.text} />
          <Options options={content.options} />
        </>
      );
    case 'choice_reply':
      return (
        <p className="answered">
          <Icon name="check" size={16} />
          {s.thread.answered(content.label)}
        </p>
      );
    case 'card':
      return <CardView card={content} />;
    case 'carousel':
      return (
        <div className="carousel" tabIndex={0} role="group" aria-label={s.thread.label}>
          {content.cards.map((card, i) => (
            <CardView key={i} card={card} />
          ))}
        </div>
      );
    case 'form_reply':
      return <Form name={content.name} fields={content.fields} />;
    case 'template':
      return (
        <>
          <p className="kind">{`${s.thread.template}: ${content.name ?? ''} (${content.language})`}</p>
          <Text text={content.rendered ?? Object.values(content.params).join(' · ')} />
        </>
      );
    case 'call_link':
      return (
        <a className="call-link" href={content.url} target="_blank" rel="noopener noreferrer">
          <Icon name="camera" size={18} />
          {s.thread.joinCall}
        </a>
      );
    case 'unsupported':
      return (
        <>
          <p className="kind">{s.thread.unsupported}</p>
          <Text text={content.summary} />
        </>
      );
  }
}

function Captioned({ caption, children }: { readonly caption: string | undefined; readonly children: ReactNode }) {
  return (
    <>
      {children}
      {caption !== undefined && caption !== '' && <Text text={caption} />}
    </>
  );
}

function Place({ latitude, longitude, name, address }: Extract<Content, { type: 'location' }>) {
  const s = useStrings();
  return (
    <a className="place" href={mapAddress(latitude, longitude)} target="_blank" rel="noopener noreferrer">
      <span className="place-map" aria-hidden="true">
        <Icon name="pin" size={28} />
      </span>
      <span className="place-text">
        <strong>{name ?? s.thread.location}</strong>
        {address !== undefined && <span>{address}</span>}
        <span className="faint">{`${latitude.toFixed(5)}, ${longitude.toFixed(5)}`}</span>
        <span>{s.thread.openMap}</span>
      </span>
    </a>
  );
}

function Cards({ contacts }: { readonly contacts: Extract<Content, { type: 'contacts' }>['contacts'] }) {
  return (
    <ul className="people">
      {contacts.map((one, i) => (
        <li key={i}>
          <Icon name="user" size={18} />
          <span>
            <strong>{one.name}</strong>
            {one.organization !== undefined && <span>{one.organization}</span>}
            {one.phones.map((phone) => (
              <span key={phone.number}>{phone.number}</span>
            ))}
            {one.emails.map((email) => (
              <span key={email.address}>{email.address}</span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Options({ options }: { readonly options: Card['options'] }) {
  return (
    <ul className="options">
      {options.map((option) => (
        <li key={option.id}>
          {option.label}
          {option.description !== undefined && <span className="faint">{option.description}</span>}
        </li>
      ))}
    </ul>
  );
}

function CardView({ card }: { readonly card: Card }) {
  return (
    <div className="card">
      {card.image !== undefined && <PictureView attachment={card.image} alt={card.title} />}
      <strong>{card.title}</strong>
      {card.text !== undefined && <Text text={card.text} />}
      {card.options.length > 0 && <Options options={card.options} />}
    </div>
  );
}

function Form({ name, fields }: { readonly name: string | undefined; readonly fields: Readonly<Record<string, unknown>> }) {
  const s = useStrings();
  return (
    <>
      <p className="kind">{name ?? s.thread.form}</p>
      <dl className="form-reply">
        {Object.entries(fields).map(([field, value]) => (
          <div key={field}>
            <dt>{field}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
