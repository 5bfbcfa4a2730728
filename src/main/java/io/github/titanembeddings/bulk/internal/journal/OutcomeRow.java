package io.github.titanembeddings.bulk.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.internal.ServiceMessages;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.BinaryEmbedding;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageAdjustment;
import io.github.titanembeddings.model.ImageAdjustment.Change;
import io.github.titanembeddings.model.ImageInfo;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.TextTruncation;
import io.github.titanembeddings.storage.StorageException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code outcomes}: one recorded outcome with its checksum. */
public final class OutcomeRow {
  private static final int MAX_MESSAGE = 2_000;

  /** AWS request ids are shorter; a longer one is not recorded. */
  private static final int MAX_REQUEST_ID = 1_024;

  /** The columns in their order; the checksum is over all others. */
  enum Column {
    NUMBER("INTEGER PRIMARY KEY"),
    /** Text, or UTF-16 big-endian bytes if the key has an unpaired surrogate. */
    KEY("TEXT NOT NULL"),
    CONTENT("BLOB NOT NULL"),
    VECTOR("BLOB"),
    TEXT_TOKENS("INTEGER"),
    INPUT_TOKENS("INTEGER"),
    REQUEST_ID("TEXT"),
    /** The original length, the kept length and the number of cuts. */
    TRUNCATION("TEXT"),
    /**
     * Format (URL-encoded), width, height and bytes of the original and of the sent image, then the
     * changes.
     */
    ADJUSTMENT("TEXT"),
    FAILURE("TEXT"),
    MESSAGE("TEXT"),
    RETRYABLE("INTEGER"),
    /** 1 for a recognized input error, which the next run does not retry. */
    PERMANENT("INTEGER"),
    STATUS("INTEGER"),
    ATTEMPTS("INTEGER"),
    RECORDED_AT("TEXT NOT NULL"),
    CHECKSUM("INTEGER NOT NULL"),
    /** The bits of the vector, eight per byte; since format 2. */
    BINARY("BLOB");

    final String type;

    Column(String type) {
      this.type = type;
    }

    String sqlName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Column, Object> values;

  /** Creates a row of column values, which {@link #isIntact} verifies; null columns are absent. */
  OutcomeRow(Map<Column, Object> values) {
    this.values = values;
  }

  static OutcomeRow of(long number, String key, ContentHash hash, BulkOutcome outcome) {
    OutcomeRow row = new OutcomeRow(new EnumMap<>(Column.class));
    row.set(Column.NUMBER, number);
    row.set(Column.KEY, keyValue(key));
    row.set(Column.CONTENT, hash.bytes());
    row.set(Column.RECORDED_AT, Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    if (outcome instanceof BulkOutcome.Embedded embedded) {
      row.set(embedded.response());
    } else if (outcome instanceof BulkOutcome.Failed failed) {
      row.set(failed.exception());
    }
    row.set(Column.CHECKSUM, row.checksum());
    return row;
  }

  OutcomeRow renumbered(long number) {
    OutcomeRow row = new OutcomeRow(new EnumMap<>(values));
    row.set(Column.NUMBER, number);
    row.set(Column.CHECKSUM, row.checksum());
    return row;
  }

  /** Returns the value that the column {@code key} holds for a key. */
  public static Object keyValue(String key) {
    if (UTF_8.newEncoder().canEncode(key)) {
      return key;
    }
    ByteBuffer chars = ByteBuffer.allocate(key.length() * Character.BYTES);
    chars.asCharBuffer().put(key);
    return chars.array();
  }

  private void set(EmbeddingResponse response) {
    set(Column.VECTOR, response.embedding().toBytes());
    response.binaryEmbedding().ifPresent(bits -> set(Column.BINARY, bits.toBytes()));
    response.inputTextTokenCount().ifPresent(count -> set(Column.TEXT_TOKENS, (long) count));
    response.inputTokenCount().ifPresent(count -> set(Column.INPUT_TOKENS, (long) count));
    response
        .requestId()
        .filter(id -> id.length() <= MAX_REQUEST_ID)
        .ifPresent(id -> set(Column.REQUEST_ID, id));
    response.truncation().ifPresent(cut -> set(Column.TRUNCATION, text(cut)));
    response.adjustment().ifPresent(change -> set(Column.ADJUSTMENT, text(change)));
    set(Column.ATTEMPTS, (long) response.attempts());
  }

  private void set(RuntimeException failure) {
    String message = Objects.requireNonNullElse(failure.getMessage(), "");
    set(Column.FAILURE, kind(failure));
    set(Column.MESSAGE, Abbreviate.beginning(message, MAX_MESSAGE));
    set(Column.RETRYABLE, isRetryable(failure) ? 1L : 0L);
    boolean isPermanent = false;
    if (failure instanceof ServiceException refusal) {
      isPermanent =
          refusal.kind() == ServiceException.Kind.REJECTED
              && ServiceMessages.isFaultOfInput(message);
      set(Column.STATUS, (long) refusal.statusCode());
      set(Column.ATTEMPTS, (long) refusal.attempts());
    }
    set(Column.PERMANENT, isPermanent ? 1L : 0L);
  }

  /**
   * Returns how a request was changed, as the columns {@code truncation} and {@code adjustment}.
   */
  public static @Nullable String[] changes(
      @Nullable TextTruncation truncation, @Nullable ImageAdjustment adjustment) {
    return new @Nullable String[] {
      truncation == null ? null : text(truncation), adjustment == null ? null : text(adjustment)
    };
  }

  /** Sets the changes of a request in a response. */
  public static void setChanges(
      EmbeddingResponse.Builder response, @Nullable String truncation, @Nullable String change) {
    if (truncation != null) {
      String[] words = truncation.split(" ", -1);
      response.truncation(
          new TextTruncation(
              Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])));
    }
    if (change != null) {
      response.adjustment(adjustment(change));
    }
  }

  private static String text(TextTruncation cut) {
    return cut.originalLength() + " " + cut.keptLength() + " " + cut.cuts();
  }

  private static String text(ImageAdjustment adjustment) {
    StringBuilder text =
        new StringBuilder(text(adjustment.original()) + " " + text(adjustment.sent()));
    adjustment.changes().forEach(change -> text.append(' ').append(change));
    return text.toString();
  }

  private static String text(ImageInfo image) {
    return URLEncoder.encode(image.formatName(), UTF_8)
        + " "
        + image.width()
        + " "
        + image.height()
        + " "
        + image.byteCount();
  }

  private static ImageAdjustment adjustment(String text) {
    String[] words = text.split(" ", -1);
    Set<Change> changes = EnumSet.noneOf(Change.class);
    for (int i = 8; i < words.length; i++) {
      changes.add(Change.valueOf(words[i]));
    }
    return new ImageAdjustment(image(words, 0), image(words, 4), changes);
  }

  private static ImageInfo image(String[] words, int from) {
    return new ImageInfo(
        URLDecoder.decode(words[from], UTF_8),
        Integer.parseInt(words[from + 1]),
        Integer.parseInt(words[from + 2]),
        Long.parseLong(words[from + 3]));
  }

  /**
   * Returns the stable word for a failure in journals and result files: the exception's kind, the
   * code of the first violation, or the simple class name.
   */
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

  /** Returns whether the same call may succeed if it is repeated. */
  public static boolean isRetryable(RuntimeException failure) {
    return failure instanceof TitanException known && known.isRetryable();
  }

  /**
   * Returns the recorded outcome.
   *
   * @param key the key of the outcome; may differ from the row's, as items of the same content
   *     share their vector
   */
  BulkOutcome outcome(String key, ModelId modelId) {
    if (!isEmbedded()) {
      return new BulkOutcome.Failed(
          key,
          new RecordedFailureException(
              text(Column.FAILURE), text(Column.MESSAGE), number(Column.RETRYABLE) != 0));
    }
    EmbeddingResponse.Builder response =
        EmbeddingResponse.builder()
            .embedding(Embedding.fromBytes((byte[]) get(Column.VECTOR)))
            .modelId(modelId);
    if (has(Column.BINARY)) {
      response.binaryEmbedding(BinaryEmbedding.fromBytes((byte[]) get(Column.BINARY)));
    }
    if (has(Column.TEXT_TOKENS)) {
      response.inputTextTokenCount((int) number(Column.TEXT_TOKENS));
    }
    if (has(Column.INPUT_TOKENS)) {
      response.inputTokenCount((int) number(Column.INPUT_TOKENS));
    }
    if (has(Column.REQUEST_ID)) {
      response.requestId(text(Column.REQUEST_ID));
    }
    setChanges(response, (String) value(Column.TRUNCATION), (String) value(Column.ADJUSTMENT));
    return new BulkOutcome.Embedded(key, response.build());
  }

  long number() {
    return number(Column.NUMBER);
  }

  String key() {
    return key(get(Column.KEY));
  }

  /** Returns the key that a value of the column {@code key} stands for. */
  public static String key(Object value) {
    return value instanceof byte[] bytes
        ? ByteBuffer.wrap(bytes).asCharBuffer().toString()
        : (String) value;
  }

  ContentHash content() {
    return ContentHash.of((byte[]) get(Column.CONTENT));
  }

  boolean isEmbedded() {
    return has(Column.VECTOR);
  }

  int vectorLength() {
    return isEmbedded() ? ((byte[]) get(Column.VECTOR)).length / Float.BYTES : 0;
  }

  boolean isPermanentFailure() {
    return !isEmbedded() && number(Column.PERMANENT) != 0;
  }

  /**
   * Returns whether the checksum matches the other columns, and they can be read: a later version
   * of the library, or another program, may write values that this one does not know.
   */
  boolean isIntact() {
    if (!Objects.equals(value(Column.CHECKSUM), checksum())) {
      return false;
    }
    try {
      outcome(key(), ModelId.onDemand());
      return content().sha256().hasRemaining()
          && (isEmbedded() || value(Column.PERMANENT) instanceof Long);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private long checksum() {
    return checksum(
        Stream.of(Column.values())
            .filter(c -> c != Column.CHECKSUM && (c != Column.BINARY || has(c)))
            .map(c -> value(c))
            .toList());
  }

  /** Returns the CRC-32C over the types, lengths and bytes of values. */
  public static long checksum(List<? extends @Nullable Object> values) {
    CRC32C crc = new CRC32C();
    for (Object value : values) {
      byte[] bytes = value instanceof byte[] blob ? blob : String.valueOf(value).getBytes(UTF_8);
      String type = value == null ? "" : value.getClass().getSimpleName();
      crc.update((type + " " + bytes.length + " ").getBytes(UTF_8));
      crc.update(bytes);
    }
    return crc.getValue();
  }

  /** Returns a lower bound of the bytes of the texts and blobs in the file. */
  long byteCount() {
    return values.values().stream()
        .mapToLong(
            value ->
                value instanceof byte[] blob
                    ? blob.length
                    : value instanceof String text ? text.length() : 0)
        .sum();
  }

  @Nullable Object value(Column column) {
    return values.get(column);
  }

  private void set(Column column, Object value) {
    values.put(column, value);
  }

  private boolean has(Column column) {
    return values.containsKey(column);
  }

  private Object get(Column column) {
    return Objects.requireNonNull(values.get(column), column.name());
  }

  private String text(Column column) {
    return (String) get(column);
  }

  private long number(Column column) {
    return (Long) get(column);
  }
}
