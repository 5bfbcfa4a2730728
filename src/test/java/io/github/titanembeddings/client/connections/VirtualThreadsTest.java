package io.github.titanembeddings.client.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.support.client.ClientMode;
import io.github.titanembeddings.support.client.EitherClient;
import io.github.titanembeddings.support.http.CountingServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many virtual threads on one client. */
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {
  private static final int CALLS = 800;

  @ParameterizedTest
  @EnumSource
  void eightHundredConcurrentCallsSucceed(ClientMode mode) throws Exception {
    // Java 17 compiles this, and has no such method.
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try (CountingServer server = new CountingServer();
        EitherClient titan =
            mode.client(builder -> ClientMode.connect(builder, server.endpoint()))) {
      List<Future<Integer>> lengths = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        lengths.add(threads.submit(() -> titan.embed(r -> r.text("a")).embedding().length()));
      }
      for (Future<Integer> length : lengths) {
        assertThat(length.get()).isEqualTo(1024);
      }
      assertThat(server.mostUnderWay()).isLessThanOrEqualTo(100);
    } finally {
      threads.shutdownNow();
    }
  }
}
