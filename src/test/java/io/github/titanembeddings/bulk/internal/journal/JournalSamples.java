package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ModelId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Journals and outcomes for the tests of this package. */
final class JournalSamples {
  static final ModelId MODEL = ModelId.onDemand();
  static final int LENGTH = 256;

  private JournalSamples() {}

  static OutcomeLog open(Path file) {
    return open(file, 0);
  }

  static OutcomeLog open(Path file, int maxPages) {
    return OutcomeLog.open(file, MODEL.toString(), MODEL, false, false, maxPages);
  }

  static ContentHash hash(long seed) {
    byte[] hash = new byte[32];
    new Random(seed).nextBytes(hash);
    return new ContentHash(ByteBuffer.wrap(hash));
  }

  static BulkOutcome.Embedded embedded(String key, long seed) {
    float[] vector = new float[LENGTH];
    Random random = new Random(seed);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    return new BulkOutcome.Embedded(
        key,
        EmbeddingResponse.builder()
            .embedding(Embedding.of(vector))
            .modelId(MODEL)
            .inputTextTokenCount(3)
            .build());
  }

  static BulkOutcome.Failed failed(String key) {
    return new BulkOutcome.Failed(
        key, new RecordedFailureException("REJECTED", "no: größer", false));
  }

  static void record(OutcomeLog store, BulkOutcome outcome, long seed) {
    store.record(outcome.key(), hash(seed), outcome);
  }

  /** Writes a journal of items, a third of them failed, and returns its outcomes. */
  static List<BulkOutcome> write(Path file, int count) {
    List<BulkOutcome> outcomes = new ArrayList<>();
    try (OutcomeLog store = open(file)) {
      for (int i = 0; i < count; i++) {
        BulkOutcome outcome = i % 3 == 2 ? failed("key " + i) : embedded("key " + i, i);
        record(store, outcome, i);
        outcomes.add(outcome);
      }
      store.commit();
    }
    return outcomes;
  }

  static List<String> read(OutcomeLog store) {
    return store.outcomes().map(JournalSamples::text).toList();
  }

  static List<String> texts(List<? extends BulkOutcome> outcomes) {
    return outcomes.stream().map(JournalSamples::text).toList();
  }

  /** Returns all that a journal keeps of an outcome; exceptions have no equality. */
  static String text(BulkOutcome outcome) {
    return outcome.fold(
        embedded ->
            embedded.key()
                + " "
                + embedded.response()
                + " "
                + java.util.Arrays.toString(embedded.response().embedding().toArray())
                + embedded.response().binaryEmbedding(),
        failed -> failed.key() + " " + failed.exception());
  }
}
