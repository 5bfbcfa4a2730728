package io.github.titanembeddings.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.job.Pages.Page;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No page is requested before its first item is read. */
class PagesTest {
  private final List<@Nullable String> requested = new ArrayList<>();

  private Stream<Integer> items() {
    return Pages.stream(
        token -> {
          requested.add(token);
          if (token == null) {
            return new Page<>(List.of(1, 2), "second");
          }
          return token.equals("second")
              ? new Page<>(List.of(), "third")
              : new Page<>(List.of(3, 4), "");
        });
  }

  @Test
  void anIteratorAloneRequestsNothing() {
    Iterator<Integer> items = items().iterator();
    assertThat(requested).isEmpty();
    assertThat(items).hasNext();
    assertThat(requested).hasSize(1);
  }

  @Test
  void aLimitAtTheEndOfAPageRequestsNoOther() {
    assertThat(items().limit(2).toList()).containsExactly(1, 2);
    assertThat(items().limit(2).iterator()).toIterable().containsExactly(1, 2);
    assertThat(Stream.of(1).flatMap(one -> items()).limit(2)).containsExactly(1, 2);
    assertThat(requested).containsExactly(null, null, null);
  }

  @Test
  void anIteratorRequestsAPageForItsFirstItem() {
    Iterator<Integer> items = items().iterator();
    assertThat(items.next()).isEqualTo(1);
    assertThat(items.next()).isEqualTo(2);
    assertThat(requested).containsExactly((String) null);

    assertThat(items.next()).isEqualTo(3);
    assertThat(items.next()).isEqualTo(4);
    assertThat(items.hasNext()).isFalse();
    assertThat(requested).containsExactly(null, "second", "third");
  }
}
