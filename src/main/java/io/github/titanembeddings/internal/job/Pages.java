package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.exception.MalformedReplyException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The items of a paginated list; each page is requested when its first item is read. */
public final class Pages {
  private Pages() {}

  public record Page<T>(List<T> items, @Nullable String nextToken) {}

  /** Returns the items of the pages that a call returns for their tokens, null for the first. */
  public static <T> Stream<T> stream(Function<@Nullable String, Page<T>> call) {
    Page<T> beforeFirst = new Page<>(List.of(), "");
    return Stream.iterate(beforeFirst, Objects::nonNull, last -> next(call, last))
        .flatMap(page -> page.items.stream());
  }

  private static <T> @Nullable Page<T> next(
      Function<@Nullable String, Page<T>> call, Page<T> last) {
    if (last.nextToken == null) {
      return null;
    }
    String token = last.nextToken.isEmpty() ? null : last.nextToken;
    Page<T> page = call.apply(token);
    if (page.nextToken != null && page.nextToken.equals(token)) {
      throw new MalformedReplyException("$.nextToken", "expected another page", null, null);
    }
    return "".equals(page.nextToken) ? new Page<>(page.items, null) : page;
  }
}
