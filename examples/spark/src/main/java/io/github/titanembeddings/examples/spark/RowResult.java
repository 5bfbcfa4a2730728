package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.imageio.IIOException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns that a row gets. */
final class RowResult {
  static final String CONTENT = "content";
  static final String VECTOR = "vector";
  static final String FINAL = "error_final";

  /** The names of the columns of results, in their order. */
  static final List<String> COLUMNS =
      List.of(
          VECTOR,
          "error_kind",
          "error_message",
          FINAL,
          "request_id",
          "attempts",
          "input_tokens",
          "model",
          "vector_length");

  /** The kind of a column value that names no image. */
  private static final String BAD_URI = "image.bad-uri";

  /** Faults of a stored image, which may go away although the row does not change. */
  private static final Set<String> TRANSIENT =
      Set.of(
          ViolationCodes.IMAGE_ACCESS_DENIED,
          ViolationCodes.IMAGE_CHANGED,
          ViolationCodes.IMAGE_NOT_FOUND,
          ViolationCodes.IMAGE_UNAVAILABLE,
          ViolationCodes.IMAGE_UNREADABLE);

  private final @Nullable Object[] values;

  private RowResult(@Nullable Object... values) {
    this.values = values;
  }

  static StructType schema(StructType input) {
    return input
        .add(VECTOR, DataTypes.createArrayType(DataTypes.FloatType, false))
        .add("error_kind", DataTypes.StringType)
        .add("error_message", DataTypes.StringType)
        .add(FINAL, DataTypes.BooleanType)
        .add("request_id", DataTypes.StringType)
        .add("attempts", DataTypes.IntegerType)
        .add("input_tokens", DataTypes.IntegerType)
        .add("model", DataTypes.StringType)
        .add("vector_length", DataTypes.IntegerType);
  }

  /**
   * Returns the result of a row.
   *
   * @param isStored whether the image is stored elsewhere, and may become readable
   */
  static RowResult of(BulkOutcome outcome, String model, boolean isStored) {
    return outcome.fold(
        embedded -> of(embedded.response(), model),
        failed -> of(failed.exception(), model, isStored));
  }

  private static RowResult of(EmbeddingResponse response, String model) {
    float[] vector = response.embedding().toArray();
    Integer tokens =
        response.inputTextTokenCount().isPresent()
            ? (Integer) response.inputTextTokenCount().getAsInt()
            : response.inputTokenCount().stream().boxed().findFirst().orElse(null);
    return new RowResult(
        vector,
        null,
        null,
        null,
        response.requestId().orElse(null),
        response.attempts(),
        tokens,
        model,
        vector.length);
  }

  static RowResult of(RuntimeException failure, String model, boolean isStored) {
    ServiceException refusal = failure instanceof ServiceException e ? e : null;
    return new RowResult(
        null,
        kind(failure),
        failure.getMessage(),
        isFinal(failure, isStored),
        refusal == null ? null : refusal.requestId().orElse(null),
        refusal == null ? null : (Integer) refusal.attempts(),
        null,
        model,
        null);
  }

  /** Returns the kind under which the library's journal records a failure. */
  private static String kind(RuntimeException failure) {
    if (failure instanceof RecordedFailureException recorded) {
      return recorded.kind();
    }
    if (failure instanceof InvalidRequestException invalid) {
      return invalid.violations().get(0).code();
    }
    if (failure instanceof ServiceException refusal) {
      return refusal.kind().name();
    }
    if (failure instanceof TransportException lost) {
      return lost.kind().name();
    }
    if (failure instanceof StorageException store) {
      return store.kind().name();
    }
    if (failure instanceof IllegalArgumentException) {
      return BAD_URI;
    }
    return failure.getClass().getSimpleName();
  }

  /** Returns whether the row fails again unless it changes. */
  private static boolean isFinal(RuntimeException failure, boolean isStored) {
    if (failure instanceof ServiceException refusal) {
      return refusal.kind() == ServiceException.Kind.REJECTED && !refusal.violations().isEmpty();
    }
    String kind = kind(failure);
    boolean isReadable = kind.equals(ViolationCodes.IMAGE_UNREADABLE) && isDecoded(failure);
    boolean mayPass = isStored && TRANSIENT.contains(kind) && !isReadable;
    return !mayPass
        && (failure instanceof InvalidRequestException
            || failure instanceof RecordedFailureException // a run records only final ones
            || failure instanceof IllegalArgumentException);
  }

  /**
   * Returns whether the data was read but is not an image; a journal does not record this failure.
   */
  private static boolean isDecoded(RuntimeException failure) {
    return failure instanceof InvalidRequestException
        && (!(failure.getCause() instanceof IOException)
            || failure.getCause() instanceof IIOException);
  }

  @Nullable Object[] values() {
    return values.clone();
  }

  boolean isFailed() {
    return values[0] == null;
  }

  /** Returns a row with these columns behind its own. */
  Row appendTo(Row row) {
    @Nullable Object[] all = new @Nullable Object[row.size() + values.length];
    for (int i = 0; i < row.size(); i++) {
      all[i] = row.get(i);
    }
    System.arraycopy(values, 0, all, row.size(), values.length);
    return RowFactory.create(all);
  }
}
