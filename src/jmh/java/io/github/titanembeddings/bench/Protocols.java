package io.github.titanembeddings.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;

/**
 * Compares the asynchronous client over HTTP/1.1 and HTTP/2, in alternating rounds. Arguments:
 * {@code latencyMillis inFlight calls rounds imageMegabytes}; sends texts if {@code imageMegabytes}
 * is 0.
 */
public final class Protocols {
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Protocols() {}

  private record Cost(double perSecond, double cpuMicros) {}

  /** Prints throughput, CPU time of this process per call and connections of both; medians last. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int latencyMillis = Integer.parseInt(args[0]);
    int inFlight = Integer.parseInt(args[1]);
    int calls = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    EmbeddingRequest request = request(Integer.parseInt(args[4]));
    Map<Protocol, List<Cost>> costs = new EnumMap<>(Protocol.class);
    for (Protocol protocol : Protocol.values()) {
      costs.put(protocol, new ArrayList<>());
    }
    for (int round = -1; round < rounds; round++) {
      for (Protocol protocol : inTurn(round)) {
        try (ProtocolServer server = new ProtocolServer(latencyMillis);
            TitanEmbeddingsAsyncClient titan = client(server, protocol)) {
          run(titan, request, inFlight, Math.max(2, calls / 4));
          Cost cost = run(titan, request, inFlight, calls);
          System.out.printf(
              Locale.ROOT,
              "%s: %.1f/s, %.0f us CPU, %d connections%n",
              protocol,
              cost.perSecond(),
              cost.cpuMicros(),
              server.connections());
          if (round >= 0) {
            costs.get(protocol).add(cost);
          }
        }
      }
    }
    costs.forEach(
        (protocol, measured) ->
            System.out.printf(
                Locale.ROOT,
                "%s median: %.1f/s, %.0f us CPU%n",
                protocol,
                Figures.median(measured.stream().map(Cost::perSecond).toList()),
                Figures.median(measured.stream().map(Cost::cpuMicros).toList())));
  }

  private static List<Protocol> inTurn(int round) {
    return round % 2 == 0
        ? List.of(Protocol.HTTP1_1, Protocol.HTTP2)
        : List.of(Protocol.HTTP2, Protocol.HTTP1_1);
  }

  private static TitanEmbeddingsAsyncClient client(ProtocolServer server, Protocol protocol) {
    return TitanEmbeddingsAsyncClient.builder()
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("stub", "stub")))
        .endpointOverride(server.endpoint())
        .protocol(protocol)
        .build();
  }

  /** Returns a text, or a valid PNG that is padded to the size by bytes after its end. */
  private static EmbeddingRequest request(int megabytes) throws IOException {
    if (megabytes == 0) {
      return EmbeddingRequest.ofText("red running shoe");
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", png);
    byte[] image = Arrays.copyOf(png.toByteArray(), megabytes * 1_000_000);
    return EmbeddingRequest.ofImage(ImageInput.of(image));
  }

  private static Cost run(
      TitanEmbeddingsAsyncClient titan, EmbeddingRequest request, int inFlight, int calls)
      throws InterruptedException {
    long cpu = MACHINE.getProcessCpuTime();
    long start = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(calls);
    for (int i = 0; i < inFlight; i++) {
      chain(titan, request, next, calls, done);
    }
    done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Cost(calls / seconds, (MACHINE.getProcessCpuTime() - cpu) / 1e3 / calls);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whenComplete is used for its effect alone
  private static void chain(
      TitanEmbeddingsAsyncClient titan,
      EmbeddingRequest request,
      AtomicInteger next,
      int calls,
      CountDownLatch done) {
    if (next.getAndIncrement() < calls) {
      titan
          .embed(request)
          .whenComplete(
              (response, failure) -> {
                if (failure != null) {
                  System.out.println(failure);
                }
                done.countDown();
                chain(titan, request, next, calls, done);
              });
    }
  }
}
