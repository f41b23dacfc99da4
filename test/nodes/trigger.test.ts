// The Parley Trigger in n8n's own engine. One file for jest, as parley.test.ts says.
import './trigger/delivery';
import './trigger/execution';
import './trigger/subscription';
