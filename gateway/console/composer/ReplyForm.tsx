import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useMe } from '../app/me.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import type { Contact, Conversation, Message } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Icon } from '../parts/icons.tsx';
import { nameOf } from '../parts/name.ts';
import { useStrings } from '../strings/strings.ts';
import { summaryOf } from '../thread/summary.ts';
import { AttachButton } from './AttachButton.tsx';
import { AttachedFiles } from './AttachedFiles.tsx';
import { CallDialog } from './CallDialog.tsx';
import { EmojiPicker } from './EmojiPicker.tsx';
import { Suggestions, useSuggestions } from './Suggestions.tsx';
import { TemplateDialog } from './TemplateDialog.tsx';
import { useDraft } from './drafts.ts';
import { filled, slashOf } from './fill.ts';
import { kindOf, lossesOf } from './losses.ts';
import { send } from './outgoing.ts';
import { useFiles } from './use-files.ts';
import { useTyping } from './use-typing.ts';

/** Text, files, emoji, prepared answers. Enter sends, Shift+Enter makes a line. */
export function ReplyForm({
  conversation,
  contact,
  channel,
  quoted,
  takes,
  onUnquote,
  onNote,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  readonly quoted: Message | null;
  /** Whether writing makes the conversation one's own. */
  readonly takes: boolean;
  readonly onUnquote: () => void;
  readonly onNote: () => void;
}) {
  const s = useStrings();
  const me = useMe();
  const [text, setText] = useDraft(conversation.id);
  const [dialog, setDialog] = useState<'templates' | 'call' | null>(null);
  const files = useFiles();
  const area = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(conversation, channel);
  const values = {
    'contact.name': nameOf(contact, s, conversation),
    'contact.phone': contact?.phone,
    'contact.email': contact?.email,
    'member.name': me.name,
  };
  const put = (next: string) => {
    setText(next);
    area.current?.focus();
  };
  /** Where the caret is, in place of what is selected. */
  const insert = (piece: string) => {
    const field = area.current;
    if (field === null) return;
    field.setRangeText(piece, field.selectionStart, field.selectionEnd, 'end');
    put(field.value);
  };
  const suggestions = useSuggestions(slashOf(text), conversation.channelId, (template) => put(filled(template.text, values)));
  useShortcuts({ reply: () => area.current?.focus(), note: onNote });
  const words = text.trim();
  const isReady = (words !== '' || files.list.length > 0) && !files.isBusy;
  const losses = lossesOf(
    { text: words, files: files.list.map((one) => kindOf(one.file.type)), quotes: quoted !== null },
    channel?.capabilities ?? {},
    s,
  );
  const submit = () => {
    if (!isReady) return;
    const quote = quoted === null ? {} : { quotedMessageId: quoted.id };
    files.list.forEach((one, i) => {
      if (one.mediaId === undefined) return;
      const caption = i === 0 && words !== '' ? { caption: words } : {};
      const content = { type: kindOf(one.file.type), attachment: { mediaId: one.mediaId }, ...caption };
      send(conversation.id, { content, ...(i === 0 ? quote : {}) }, { shown: one.file.name });
    });
    if (files.list.length === 0) send(conversation.id, { content: { type: 'text', text: words }, ...quote }, { shown: words });
    setText('');
    files.clear();
    onUnquote();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || suggestions.onKeyDown(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0) return;
    event.preventDefault();
    files.add(pasted);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    files.add([...event.dataTransfer.files]);
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      {quoted !== null && (
        <div className="composer-quote">
          <Icon name="reply" size={16} />
          <span>
            <strong>{s.composer.quoting(quoted.author.name ?? nameOf(contact, s, conversation))}</strong> {summaryOf(quoted.content, s)}
          </span>
          <IconButton icon="close" label={s.composer.stopQuoting} onClick={onUnquote} />
        </div>
      )}
      {conversation.presence?.online === false && channel?.type === 'widget' && <p className="composer-hint">{s.composer.offlineEmail}</p>}
      {conversation.handler === 'bot' && <p className="composer-hint">{s.header.withBot}</p>}
      <AttachedFiles files={files.list} onRemove={files.remove} />
      <Suggestions {...suggestions} />
      <textarea
        ref={area}
        className="composer-text"
        aria-label={s.composer.label}
        aria-describedby="composer-hints"
        placeholder={takes ? s.header.writeTakes : s.composer.placeholder}
        rows={Math.min(8, Math.max(2, text.split('\n').length))}
        value={text}
        maxLength={40_000}
        dir="auto"
        onChange={(event) => {
          setText(event.currentTarget.value);
          typing();
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <div className="composer-foot">
        <AttachButton onPick={files.add} />
        <EmojiPicker onPick={insert} />
        <IconButton icon="page" label={s.composer.templates} onClick={() => setDialog('templates')} />
        <IconButton icon="camera" label={s.composer.call} onClick={() => setDialog('call')} />
        <p id="composer-hints" className="composer-hints">
          {losses.length > 0 ? losses.join(' ') : <span className="faint">{s.composer.enterHint}</span>}
        </p>
        <Button type="submit" look="accent" icon="send" disabled={!isReady} busy={files.isBusy}>
          {s.composer.send}
        </Button>
      </div>
      {dialog === 'templates' && (
        <TemplateDialog
          channelId={conversation.channelId}
          name={nameOf(contact, s, conversation)}
          onClose={() => setDialog(null)}
          onText={(template) => put(filled(template.text, values))}
          onSend={(content, shown) => send(conversation.id, { content }, { shown })}
        />
      )}
      {dialog === 'call' && <CallDialog conversation={conversation} onClose={() => setDialog(null)} />}
    </form>
  );
}
