package io.github.titanembeddings.bulk.internal.engine;

import io.github.titanembeddings.bulk.BulkItem;
import java.util.Collection;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where items come from: an iterator, how many there are if that is known, and how to close it. */
public record Source(Iterator<BulkItem> items, @Nullable Long size, Runnable closing) {
  public static Source of(Iterable<BulkItem> items) {
    Long size = items instanceof Collection<?> all ? (long) all.size() : null;
    return new Source(items.iterator(), size, () -> {});
  }

  public static Source of(Iterator<BulkItem> items) {
    return new Source(items, null, () -> {});
  }

  public static Source of(Stream<BulkItem> items) {
    return new Source(items.iterator(), null, items::close);
  }
}
