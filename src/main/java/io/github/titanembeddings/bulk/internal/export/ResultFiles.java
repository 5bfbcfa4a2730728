package io.github.titanembeddings.bulk.internal.export;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.internal.journal.JournalFailures;
import io.github.titanembeddings.bulk.internal.journal.JournalLock;
import io.github.titanembeddings.bulk.internal.journal.OutcomeRow;
import io.github.titanembeddings.internal.LibraryVersion;
import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of a writer of results: vectors, failures and, with a matrix, keys and metadata. Not
 * thread-safe.
 */
public final class ResultFiles implements AutoCloseable {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int NPY_HEADER_BYTES = 128;

  private final Path target;
  private final Format format;

  /** Vectors, failures, and with a matrix keys and metadata; renamed in reverse order. */
  private final List<AtomicFile> files;

  private final List<JsonGenerator> json = new ArrayList<>();
  private long embedded;
  private long failed;
  private int length;
  private @Nullable ModelId modelId;
  private boolean finished;
  private @Nullable IOException failure;

  public enum Format {
    JSON_LINES,
    NPY,
    FLOAT32
  }

  private ResultFiles(Path target, Format format, List<AtomicFile> files) throws IOException {
    this.target = target;
    this.format = format;
    this.files = files;
    for (AtomicFile file : files) {
      json.add(JSON.createGenerator(file.stream()).setRootValueSeparator(null));
    }
    if (format == Format.NPY) {
      files.get(0).stream().write(npyHeader()); // replaced at the end
    }
  }

  public static ResultFiles open(Format format, Path file, Path failures, Path... others) {
    List<AtomicFile> files = new ArrayList<>();
    ResultFiles opened = null;
    try {
      create(file, files);
      create(failures, files);
      for (Path other : others) {
        create(other, files);
      }
      opened = new ResultFiles(file, format, files);
      return opened;
    } catch (IOException e) {
      throw JournalFailures.of(file, e);
    } finally {
      if (opened == null) {
        files.forEach(AtomicFile::close);
      }
    }
  }

  private static void create(Path path, List<AtomicFile> files) {
    try {
      AtomicFile file = AtomicFile.create(path);
      files.add(file);
      requireNoJournal(file);
      for (AtomicFile other : files.subList(0, files.size() - 1)) {
        if (file.isSameAs(other)) {
          throw new IllegalArgumentException(
              String.format(
                  "%s and %s are the same file; use one each for vectors, keys, failures, metadata",
                  other.target(), file.target()));
        }
      }
    } catch (IOException e) {
      throw JournalFailures.of(path, e);
    }
  }

  private static void requireNoJournal(AtomicFile file) throws IOException {
    if (JournalLock.isJournal(file.target())) {
      throw new FileSystemException(
          file.target() + " belongs to a journal, which would be lost; give another name");
    }
  }

  public void write(BulkOutcome outcome) {
    requireUnfinished();
    try {
      if (outcome instanceof BulkOutcome.Embedded success) {
        requireAlike(success);
        write(success);
        embedded++;
      } else if (outcome instanceof BulkOutcome.Failed failing) {
        write(failing);
        failed++;
      }
    } catch (IOException e) {
      failure = e; // the files may end within a vector
      throw JournalFailures.of(target, e);
    }
  }

  private void requireAlike(BulkOutcome.Embedded outcome) {
    int found = outcome.response().embedding().length();
    if (embedded > 0 && found != length) {
      throw mixed(outcome.key(), found + " dimensions", length + " dimensions");
    }
    ModelId model = outcome.response().modelId().orElse(modelId);
    if (modelId != null && !modelId.equals(model)) {
      throw mixed(outcome.key(), "model " + model, "model " + modelId);
    }
    length = found;
    modelId = model;
  }

  private IllegalArgumentException mixed(String key, String found, String before) {
    return new IllegalArgumentException(
        String.format(
            "the vector of %s has %s, those before it in %s have %s; such vectors cannot be compared:"
                + " write them to separate files",
            Abbreviate.key(key), found, target, before));
  }

  private void write(BulkOutcome.Embedded outcome) throws IOException {
    EmbeddingResponse response = outcome.response();
    if (format != Format.JSON_LINES) {
      files.get(0).stream().write(response.embedding().toBytes());
      json.get(2).writeString(outcome.key());
      json.get(2).writeRaw('\n');
      return;
    }
    JsonGenerator line = json.get(0);
    line.writeStartObject();
    line.writeStringField("key", outcome.key());
    line.writeFieldName("embedding");
    line.writeStartArray();
    for (int i = 0; i < length; i++) {
      line.writeNumber(response.embedding().get(i));
    }
    line.writeEndArray();
    if (response.inputTextTokenCount().isPresent()) {
      line.writeNumberField("inputTextTokenCount", response.inputTextTokenCount().getAsInt());
    }
    writeProvenance(line, response.modelId().orElse(null));
    endLine(line);
  }

  private void writeProvenance(JsonGenerator line, @Nullable ModelId model) throws IOException {
    if (model != null) {
      line.writeStringField("model", model.value());
    }
    line.writeNumberField("dimensions", length);
    line.writeStringField("libraryVersion", LibraryVersion.get());
  }

  private void write(BulkOutcome.Failed outcome) throws IOException {
    RuntimeException why = outcome.exception();
    JsonGenerator line = json.get(1);
    line.writeStartObject();
    line.writeStringField("key", outcome.key());
    line.writeStringField("kind", OutcomeRow.kind(why));
    line.writeStringField("message", Objects.requireNonNullElse(why.getMessage(), ""));
    line.writeBooleanField("retryable", OutcomeRow.isRetryable(why));
    endLine(line);
  }

  private static void endLine(JsonGenerator line) throws IOException {
    line.writeEndObject();
    line.writeRaw('\n');
  }

  public long embedded() {
    return embedded;
  }

  public long failed() {
    return failed;
  }

  /** Syncs the files and gives them their names. */
  public void finish() {
    requireUnfinished();
    try {
      if (format != Format.JSON_LINES) {
        writeMetadata(json.get(3));
      }
      for (JsonGenerator generator : json) {
        generator.flush();
      }
      if (format == Format.NPY) {
        files.get(0).overwriteStart(npyHeader());
      }
      for (AtomicFile file : files) {
        file.sync();
      }
      for (int i = files.size() - 1; i >= 0; i--) {
        requireNoJournal(files.get(i));
        files.get(i).rename();
      }
      finished = true;
    } catch (IOException e) {
      throw JournalFailures.of(target, e);
    }
  }

  private void writeMetadata(JsonGenerator metadata) throws IOException {
    metadata.writeStartObject();
    metadata.writeNumberField("vectors", embedded);
    writeProvenance(metadata, modelId);
    metadata.writeStringField("type", "float32");
    metadata.writeStringField("byteOrder", "little-endian");
    endLine(metadata);
  }

  private byte[] npyHeader() {
    String description =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            embedded,
            length);
    byte[] bytes = new byte[NPY_HEADER_BYTES];
    Arrays.fill(bytes, (byte) ' ');
    bytes[NPY_HEADER_BYTES - 1] = '\n';
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NPY_MAGIC)
        .putShort((short) (NPY_HEADER_BYTES - NPY_MAGIC.length - Short.BYTES))
        .put(description.getBytes(US_ASCII));
    return bytes;
  }

  private void requireUnfinished() {
    if (finished) {
      throw new IllegalStateException(target + " is finished");
    }
    if (failure != null) {
      throw JournalFailures.of(target, failure);
    }
  }

  @Override
  public void close() {
    files.forEach(AtomicFile::close);
  }
}
