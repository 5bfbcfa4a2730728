package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.RecordedFailureException;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.Refusals;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Makes records of outcomes, and outcomes of records. */
public final class JournalOutcomes {
  private static final int MESSAGE_CHARACTERS = 2_000;

  private JournalOutcomes() {}

  static JournalRecord record(String key, ContentHash hash, BulkOutcome outcome) {
    ByteBuffer content = ByteBuffer.wrap(hash.bytes());
    return outcome.fold(
        embedded -> new JournalRecord.Embedded(key, content, embedded.response()),
        failed -> record(key, content, failed.exception()));
  }

  private static JournalRecord record(String key, ByteBuffer content, RuntimeException failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), "");
    return new JournalRecord.Failed(
        key,
        content,
        kind(failure),
        Abbreviate.beginning(message, MESSAGE_CHARACTERS),
        isRetryable(failure),
        mayGoWellNextTime(failure));
  }

  /**
   * Returns the outcome in a record of a journal of that model. The key may differ from the
   * record's, since items of the same content share a record.
   */
  public static BulkOutcome outcome(String key, JournalRecord record, ModelId modelId) {
    if (record instanceof JournalRecord.Embedded embedded) {
      return new BulkOutcome.Embedded(
          key, embedded.response().toBuilder().modelId(modelId).build());
    }
    JournalRecord.Failed failed = (JournalRecord.Failed) record;
    return new BulkOutcome.Failed(
        key, new RecordedFailureException(failed.kind(), failed.message(), failed.retryable()));
  }

  /** The word for a failure, by which it is known in journals and in lists of failures. */
  public static String kind(RuntimeException failure) {
    if (failure instanceof ServiceException e) {
      return e.kind().name();
    }
    if (failure instanceof TransportException e) {
      return e.kind().name();
    }
    if (failure instanceof StorageException e) {
      return e.kind().name();
    }
    if (failure instanceof RecordedFailureException e) {
      return e.kind();
    }
    return failure instanceof InvalidRequestException e && !e.violations().isEmpty()
        ? e.violations().get(0).code()
        : failure.getClass().getSimpleName();
  }

  public static boolean isRetryable(RuntimeException failure) {
    return failure instanceof TitanException known && known.isRetryable();
  }

  /**
   * Returns whether another run may succeed. Only a recognized fault of the input is final;
   * repeating a check made before sending costs nothing.
   */
  private static boolean mayGoWellNextTime(RuntimeException failure) {
    return !(failure instanceof ServiceException refusal
        && refusal.kind() == ServiceException.Kind.REJECTED
        && Refusals.isFaultOfInput(Objects.requireNonNullElse(failure.getMessage(), "")));
  }

  /**
   * Returns whether a recorded failure is final. Earlier versions recorded every refusal as final,
   * including those of the account, so the recorded message counts as well.
   */
  static boolean isFinal(JournalRecord record) {
    return record instanceof JournalRecord.Failed failed
        && !failed.tryAgain()
        && Refusals.isFaultOfInput(failed.message());
  }
}
