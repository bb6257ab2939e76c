/** Compiles one ICU message of a catalogue; here once, so that all of the clients read messages alike. */
export { compileMessage } from '@lingui/message-utils/compileMessage';
