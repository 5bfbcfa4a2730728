package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Appends the version of the image that a row refers to: ETag and size of an S3 object (one
 * HeadObject), time and size of a file. The image is not read. Not thread-safe.
 */
final class ImageVersions implements Iterator<Row> {
  private static final int AHEAD = 64;

  private record Pending(Row row, CompletableFuture<@Nullable String> version) {}

  private final Iterator<Row> rows;
  private final String column;
  private final Queue<Pending> pending = new ArrayDeque<>();

  ImageVersions(Iterator<Row> rows, String column) {
    this.rows = rows;
    this.column = column;
  }

  @Override
  public boolean hasNext() {
    while (pending.size() < AHEAD && rows.hasNext()) {
      Row row = rows.next();
      pending.add(new Pending(row, version(row.getAs(column))));
    }
    return !pending.isEmpty();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Pending first = pending.remove();
    @Nullable Object[] values = new @Nullable Object[first.row.size() + 1];
    for (int i = 0; i < first.row.size(); i++) {
      values[i] = first.row.get(i);
    }
    values[first.row.size()] = join(first.version);
    return RowFactory.create(values);
  }

  /** A missing image has no version; embedding it will state why. */
  private static @Nullable String join(CompletableFuture<@Nullable String> version) {
    try {
      return version.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TitanException) {
        return "unavailable";
      }
      throw e;
    }
  }

  private static CompletableFuture<@Nullable String> version(@Nullable String uri) {
    if (uri == null) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      if (ImageUris.isS3(uri)) {
        return ExecutorRuntime.get()
            .store()
            .info(S3Uri.of(ImageUris.s3(uri)))
            .thenApply(info -> info.version() + " " + info.size());
      }
      Path file = ImageUris.file(uri);
      return CompletableFuture.completedFuture(
          Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file));
    } catch (IOException | IllegalArgumentException | TitanException e) {
      return CompletableFuture.completedFuture("unavailable");
    }
  }
}
