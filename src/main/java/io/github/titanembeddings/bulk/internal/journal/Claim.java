package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;

/** What a log of outcomes says of an item before it is sent. */
public sealed interface Claim {
  /** Nobody has it: send it, then append its outcome. */
  record New() implements Claim {}

  /**
   * It need not be sent: its key is done, or its content is under another key.
   *
   * @param outcome the outcome, under the key that was asked for
   * @param recorded whether the log has it under this key; if not, it has to be appended
   */
  record Done(BulkOutcome outcome, boolean recorded) implements Claim {}

  /** The key was claimed before in this run. */
  record DuplicateKey() implements Claim {}

  /** Its content was claimed before in this run under another key, whose outcome is awaited. */
  record SameContent() implements Claim {}
}
