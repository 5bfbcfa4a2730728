package io.github.titanembeddings.bulk.internal.journal;

import io.github.titanembeddings.bulk.internal.journal.JournalStore.Options;
import io.github.titanembeddings.internal.journal.FaultyFile;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Journals and records for the tests of this package. */
public final class Records {
  public static final String MODEL = "amazon.titan-embed-image-v1";
  private static final SyncRule NEVER = new SyncRule(Long.MAX_VALUE, Long.MAX_VALUE);

  private Records() {}

  public static JournalStore open(Path file) {
    return JournalStore.open(file, MODEL, options(false, Records::unsynced));
  }

  static JournalStore repair(Path file) {
    return JournalStore.open(file, MODEL, options(true, Records::unsynced));
  }

  private static ByteFile unsynced(ByteFile file) {
    return FaultyFile.counting(file, new AtomicInteger());
  }

  static Options options(boolean repair, UnaryOperator<ByteFile> files) {
    return new Options(repair, NEVER, files, System::nanoTime);
  }

  public static ByteBuffer hash(long seed) {
    byte[] hash = new byte[RecordBody.HASH_BYTES];
    new Random(seed).nextBytes(hash);
    return ByteBuffer.wrap(hash);
  }

  public static JournalRecord.Embedded embedded(String key, long seed) {
    float[] vector = new float[8];
    Random random = new Random(seed);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    EmbeddingResponse response =
        EmbeddingResponse.builder().embedding(Embedding.of(vector)).inputTextTokenCount(3).build();
    return new JournalRecord.Embedded(key, hash(seed), response);
  }

  public static JournalRecord.Failed failed(String key, long seed) {
    return new JournalRecord.Failed(key, hash(seed), "REJECTED", "no: größer", false, true);
  }

  /** A journal of so many items, some of them failed, and the records it holds. */
  public static List<JournalRecord> write(Path file, int count) {
    List<JournalRecord> records = new ArrayList<>();
    try (JournalStore store = open(file)) {
      for (int i = 0; i < count; i++) {
        JournalRecord record = i % 3 == 2 ? failed("key " + i, i) : embedded("key " + i, i);
        store.append(record);
        records.add(record);
      }
    }
    return records;
  }

  public static List<JournalRecord> read(JournalStore store) {
    List<JournalRecord> records = new ArrayList<>();
    store.records().forEachRemaining(records::add);
    return records;
  }
}
