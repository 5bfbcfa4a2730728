package io.github.titanembeddings.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollTest {
  @ParameterizedTest
  @CsvSource({"10, 30", "31, 31", "80, 80", "81, 80"})
  void honorsRetryAfterUpToFourIntervals(long retryAfter, long pause) {
    FakeBedrock.Ticks ticks = new FakeBedrock.Ticks();
    AtomicInteger calls = new AtomicInteger();
    ServiceException busy =
        ServiceException.builder(ServiceException.Kind.UNAVAILABLE, "busy")
            .retryAfter(Duration.ofSeconds(retryAfter))
            .build();

    new Poll<Integer>("job", Duration.ofSeconds(20), Duration.ofHours(1), ticks)
        .await(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw busy;
              }
              return 1;
            },
            state -> true,
            state -> state,
            state -> {});

    assertThat(ticks.pauses).containsExactly(Duration.ofSeconds(pause));
  }
}
