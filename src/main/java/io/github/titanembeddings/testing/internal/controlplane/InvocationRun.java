package io.github.titanembeddings.testing.internal.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Embeds the records of a batch job and writes its outputs; holds one record at a time. */
public final class InvocationRun {
  private final BatchSettings settings;
  private final ObjectStore store;
  private final InvocationInput input;
  private final S3Uri results;
  private final Embedder embedder;
  private final String modelId;
  private final @Nullable VectorSource tuned;
  private final long limit;
  private long processed;
  private long errors;
  private long tokens;

  /** Embeds a request body; the vectors are null for the base model's. */
  @FunctionalInterface
  public interface Embedder {
    Result embed(String modelId, byte[] body, @Nullable VectorSource tuned) throws StubError;
  }

  /** A response body, and the number of tokens that it reports. */
  public record Result(String json, int tokens) {}

  record Counts(long processed, long errors) {}

  /**
   * Creates a run.
   *
   * @param results the folder of the outputs
   * @param limit the number of records to process before the job ends
   */
  InvocationRun(
      BatchSettings settings,
      ObjectStore store,
      InvocationInput input,
      S3Uri results,
      Embedder embedder,
      String modelId,
      @Nullable VectorSource tuned,
      long limit) {
    this.settings = settings;
    this.store = store;
    this.input = input;
    this.results = results;
    this.embedder = embedder;
    this.modelId = modelId;
    this.tuned = tuned;
    this.limit = limit;
  }

  Counts write() throws IOException {
    for (S3Uri file : input.files()) {
      write(file);
    }
    String manifest =
        settings.manifest.apply(
            StubJson.object()
                .put("totalRecordCount", input.records())
                .put("processedRecordCount", processed)
                .put("successRecordCount", processed - errors)
                .put("errorRecordCount", errors)
                .put("inputTokenCount", tokens)
                .toString());
    if (!manifest.isEmpty()) {
      Futures.await(store.write(result("manifest.json.out"), manifest.getBytes(UTF_8)));
    }
    return new Counts(processed, errors);
  }

  private S3Uri result(String name) {
    return S3Uri.of(results + name);
  }

  private void write(S3Uri source) throws IOException {
    String name = source.key().substring(input.folder().length());
    Path file = Files.createTempFile("titan-stub-", ".jsonl.out");
    try {
      MessageDigest digest = Sha256.digest();
      try (RecordLines in = new RecordLines(store.open(source));
          OutputStream out =
              new BufferedOutputStream(
                  new DigestOutputStream(Files.newOutputStream(file), digest), 1 << 16);
          Stream<String> lines = settings.output.apply(name, lines(in))) {
        for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
          out.write(each.next().getBytes(UTF_8));
        }
      }
      if (Files.size(file) > 0) {
        String sha256 = HexFormat.of().formatHex(digest.digest());
        Futures.await(store.upload(result(name + ".out"), file, sha256));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Returns the output of each record, with its line feed, as it is read. */
  private Stream<String> lines(RecordLines in) {
    return Stream.iterate("", Objects::nonNull, last -> next(in)).skip(1);
  }

  private @Nullable String next(RecordLines in) {
    try {
      byte[] line = processed < limit ? in.next() : null;
      return line == null ? null : output(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String output(byte[] line) {
    processed++;
    BatchRecord record = BatchRecord.parse(line);
    String recordId =
        Objects.requireNonNullElseGet(
            record.recordId(), () -> String.format(Locale.ROOT, "CALL%07d", processed));
    return "{\"modelInput\":"
        + new String(record.modelInput(), UTF_8)
        + ","
        + result(record, recordId)
        + ",\"recordId\":"
        + TextNode.valueOf(recordId)
        + "}\n";
  }

  /** Rejects an {@code embeddingConfig} beside {@code modelInput} rather than inside it. */
  private String result(BatchRecord record, String recordId) {
    BatchSettings.RecordFailure failure = settings.recordFailure;
    if (failure.recordIds().test(recordId)) {
      return error(failure.code(), failure.message());
    }
    try {
      if (record.unknownField() != null) {
        throw StubError.malformed(
            "extraneous key [" + record.unknownField() + "] is not permitted");
      }
      Result result = embedder.embed(modelId, record.modelInput(), tuned);
      tokens += result.tokens();
      return "\"modelOutput\":" + result.json();
    } catch (StubError e) {
      return error(e.response().status(), String.valueOf(e.getMessage()));
    }
  }

  private String error(int code, String message) {
    errors++;
    return "\"error\":" + StubJson.object().put("errorCode", code).put("errorMessage", message);
  }
}
