package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.validation.Violation.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Datasets in S3Mock, read with the AWS SDK's asynchronous client; requests are counted. */
class DatasetS3Test {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();
  private static final List<SdkHttpRequest> SENT = new CopyOnWriteArrayList<>();

  @AutoClose private static S3AsyncClient client;
  private static ObjectStore store;

  @BeforeAll
  static void open() {
    ExecutionInterceptor counting =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes attributes) {
            SENT.add(context.httpRequest());
          }
        };
    try (S3AsyncClient plain = S3Server.client(S3.endpoint())) {
      client =
          S3AsyncClient.builder()
              .endpointOverride(plain.serviceClientConfiguration().endpointOverride().orElseThrow())
              .region(plain.serviceClientConfiguration().region())
              .credentialsProvider(AnonymousCredentialsProvider.create())
              .forcePathStyle(true)
              .overrideConfiguration(c -> c.addExecutionInterceptor(counting))
              .build();
    }
    store = S3ObjectStore.of(client);
  }

  private static void put(String key, byte[] content) {
    store.write(S3Uri.of("s3://images/" + key), content).join();
  }

  private static List<SdkHttpRequest> sentFor(String key) {
    return SENT.stream()
        .filter(request -> request.method() != SdkHttpMethod.PUT)
        .filter(request -> request.encodedPath().endsWith("/" + key))
        .toList();
  }

  @Test
  void sendsOneRangedRequestPerImage() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      put("one/" + i + ".png", HeaderOnlyImages.png(300 + i, 300));
      lines.add(line("one/" + i + ".png", "image " + i));
      lines.add(line("one/" + i + ".png", "again " + i));
    }
    put("one/deep.jpg", HeaderOnlyImages.jpeg(300, 300, 3, 100_000));
    lines.add(line("one/deep.jpg", "deep"));
    lines.add(line("one/none.png", "none"));
    put("one/train.jsonl", (String.join("\n", lines) + "\n").getBytes(UTF_8));
    put("one/val.jsonl", line("one/0.png", "image 0").getBytes(UTF_8));

    DatasetReport report = validate("one", 256);

    assertThat(report.counts(Severity.ERROR)).containsOnlyKeys("image.not-found");
    assertThat(report.counts(Severity.WARNING))
        .containsEntry("image-ref.duplicate", 40L)
        .containsEntry("example.leaked", 1L)
        .hasSize(2);
    assertThat(report.statistics().images()).isEqualTo(42);
    assertThat(report.trainingUri()).hasValue(S3Uri.of("s3://images/one/train.jsonl"));
    assertThat(report.validationUri()).hasValue(S3Uri.of("s3://images/one/val.jsonl"));
    for (int i = 0; i < 40; i++) {
      assertThat(sentFor("one/" + i + ".png"))
          .singleElement()
          .satisfies(DatasetS3Test::assertRangedGet);
    }
    List<SdkHttpRequest> deep = sentFor("one/deep.jpg");
    assertThat(deep).hasSize(3);
    assertThat(deep.subList(0, 2)).allSatisfy(DatasetS3Test::assertRangedGet);
    assertThat(rangeLength(deep.get(2))).as("the end of the file").isEqualTo(1024);
    assertThat(sentFor("one/none.png")).hasSize(1);
  }

  private static void assertRangedGet(SdkHttpRequest request) {
    assertThat(request.method()).isEqualTo(SdkHttpMethod.GET);
    assertThat(rangeLength(request)).isEqualTo(64 * 1024);
  }

  private static long rangeLength(SdkHttpRequest request) {
    String range = request.firstMatchingHeader("Range").orElseThrow();
    long start = Long.parseLong(range.substring("bytes=".length(), range.indexOf('-')));
    long end = Long.parseLong(range.substring(range.indexOf('-') + 1));
    return end - start + 1;
  }

  @Test
  void reportDoesNotDependOnOrderOfReads() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] image =
          i % 3 == 0 ? HeaderOnlyImages.png(200, 300) : HeaderOnlyImages.png(300, 300, "x" + i % 5);
      put("order/" + i + ".png", image);
    }
    IntStream.range(0, 60).forEach(i -> lines.add(line("order/" + i + ".png", "image " + i)));
    put("order/train.jsonl", (String.join("\n", lines) + "\n").getBytes(UTF_8));
    put("order/val.jsonl", line("order/7.png", "other").getBytes(UTF_8));

    DatasetReport one = validate("order", 1);
    DatasetReport many = validate("order", 64);
    assertThat(many).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(many.toText()).isEqualTo(one.toText());
    assertThat(one.counts(Severity.ERROR)).containsEntry("image.side-too-small", 20L);
  }

  private static DatasetReport validate(String folder, int inFlight) {
    return DatasetValidator.builder()
        .training(DatasetManifest.fromS3(store, "s3://images/" + folder + "/train.jsonl"))
        .validation(DatasetManifest.fromS3(store, "s3://images/" + folder + "/val.jsonl"))
        .images(store)
        .allowedPrefixes("s3://images/" + folder)
        .imagesInFlight(inFlight)
        .limits(SmallDataset.SMALL)
        .build()
        .validate();
  }
}
