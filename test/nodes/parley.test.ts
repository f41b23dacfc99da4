// The Parley node in n8n's own engine. One file for jest, which loads the engine anew for each: that takes longer than the tests.
import './parley/contact';
import './parley/conversation';
import './parley/errors';
import './parley/lists';
import './parley/message';
import './parley/message-content';
import './parley/operations';
import './parley/send-and-wait';
