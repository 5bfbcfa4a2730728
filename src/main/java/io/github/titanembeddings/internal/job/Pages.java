package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.exception.MalformedReplyException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The items of a paginated list; each page is requested when its first item is read. */
public final class Pages<T> implements Iterator<T> {
  private final Function<@Nullable String, Page<T>> call;
  private Iterator<T> items = List.<T>of().iterator();
  private @Nullable String nextToken;
  private boolean begun;

  public record Page<T>(List<T> items, @Nullable String nextToken) {}

  private Pages(Function<@Nullable String, Page<T>> call) {
    this.call = call;
  }

  public static <T> Stream<T> stream(Function<@Nullable String, Page<T>> call) {
    int inOrder = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new Pages<>(call), inOrder), false);
  }

  @Override
  public boolean hasNext() {
    while (!items.hasNext() && (!begun || nextToken != null)) {
      Page<T> page = call.apply(nextToken);
      if (begun && page.nextToken != null && page.nextToken.equals(nextToken)) {
        throw new MalformedReplyException("$.nextToken", "expected another page", null, null);
      }
      begun = true;
      nextToken = page.nextToken == null || page.nextToken.isEmpty() ? null : page.nextToken;
      items = page.items.iterator();
    }
    return items.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return items.next();
  }
}
