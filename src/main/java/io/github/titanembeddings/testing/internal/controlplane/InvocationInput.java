package io.github.titanembeddings.testing.internal.controlplane;

import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.ObjectPage;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The input files of a batch job, as the service validates them: their names, sizes and numbers of
 * records, and the form of each record except its {@code modelInput}.
 *
 * @param folder the key of the input folder, which the names of the outputs omit
 * @param files the files
 * @param records the number of all records
 */
record InvocationInput(String folder, List<S3Uri> files, long records) {
  private static final String SUFFIX = ".jsonl";

  /**
   * Reads and validates the input of a job.
   *
   * @throws IllegalArgumentException if the service would fail the job
   */
  static InvocationInput check(ObjectStore store, String uri, BatchSettings settings)
      throws IOException {
    S3Uri input = S3Uri.of(uri);
    boolean single = input.key().endsWith(SUFFIX);
    String key = input.key();
    String folder =
        single
            ? key.substring(0, key.lastIndexOf('/') + 1)
            : key.isEmpty() || key.endsWith("/") ? key : key + "/";
    List<ObjectInfo> found =
        single
            ? List.of(Futures.await(store.info(input)))
            : list(store, S3Uri.of("s3://" + input.bucket() + "/" + folder));
    require(!found.isEmpty(), "The input location contains no files: %s", input);
    long bytes = 0;
    long records = 0;
    List<S3Uri> files = new ArrayList<>();
    for (ObjectInfo file : found) {
      require(
          file.uri().key().endsWith(SUFFIX), "The input file is not a .jsonl file: %s", file.uri());
      require(
          file.size() <= settings.maxFileBytes,
          "The input file %s of %,d bytes exceeds the quota of %,d bytes.",
          file.uri(),
          file.size(),
          settings.maxFileBytes);
      long inFile = records(store, file.uri());
      require(
          inFile <= settings.maxRecords,
          "The input file %s of %,d records exceeds the quota of %,d records.",
          file.uri(),
          inFile,
          settings.maxRecords);
      records += inFile;
      bytes += file.size();
      files.add(file.uri());
    }
    require(
        bytes <= settings.maxJobBytes,
        "The input of %,d bytes exceeds the quota of %,d bytes.",
        bytes,
        settings.maxJobBytes);
    require(
        records >= settings.minRecords,
        "The input contains less records (%,d) than the required minimum of: %,d",
        records,
        settings.minRecords);
    require(
        records <= settings.maxRecords,
        "The input contains more records (%,d) than the allowed maximum of: %,d",
        records,
        settings.maxRecords);
    return new InvocationInput(folder, List.copyOf(files), records);
  }

  private static List<ObjectInfo> list(ObjectStore store, S3Uri folder) {
    List<ObjectInfo> found = new ArrayList<>();
    String next = null;
    do {
      ObjectPage page = Futures.await(store.list(folder, next));
      found.addAll(page.objects());
      next = page.next();
    } while (next != null);
    return found;
  }

  private static long records(ObjectStore store, S3Uri file) throws IOException {
    long records = 0;
    try (RecordLines lines = new RecordLines(store.open(file))) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        try {
          BatchRecord.parse(line);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "Line " + lines.number() + " of " + file + " " + e.getMessage() + ".", e);
        }
        records++;
      }
    }
    return records;
  }

  private static void require(boolean valid, String message, Object... values) {
    if (!valid) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, values));
    }
  }
}
