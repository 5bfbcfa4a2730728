package io.github.titanembeddings.examples;

import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.finetune.FineTuningClient;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest;
import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.training.LinearTrainer;
import io.github.titanembeddings.testing.TitanStub;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Stubs that every AWS client with default settings in this JVM talks to while they are open. */
final class StubbedAws implements AutoCloseable {
  private final VisibleFeatures vectors = new VisibleFeatures();
  private final TitanStub stub = TitanStub.start().vectors(vectors);
  private final @Nullable S3AsyncClient data;
  private final Map<String, String> settings = new HashMap<>();

  /** Creates stubs for Bedrock, and points S3 clients to a server if there is one. */
  StubbedAws(@Nullable String s3) {
    settings.put("aws.endpointUrlBedrockRuntime", stub.endpoint().toString());
    settings.put("aws.endpointUrlBedrock", stub.endpoint().toString());
    settings.put("aws.region", "us-east-1");
    settings.put("aws.accessKeyId", "stub");
    settings.put("aws.secretAccessKey", "stub");
    if (s3 != null) {
      settings.put("aws.endpointUrlS3", s3.replace("localhost", "127.0.0.1"));
    }
    settings.put("pollInterval", "PT0.01S");
    stub.fineTuning().clock(fastClock());
    data = s3 == null ? null : S3Server.client(s3);
    if (data != null) {
      S3ObjectStore store = S3ObjectStore.of(data);
      stub.fineTuning().trainer(new LinearTrainer(store, vectors)).metrics(store);
      stub.batch().store(store);
    }
    settings.forEach(System::setProperty);
  }

  /** A clock that advances by ten minutes whenever it is read. */
  private static InstantSource fastClock() {
    AtomicLong minutes = new AtomicLong();
    return () -> Instant.EPOCH.plus(Duration.ofMinutes(minutes.addAndGet(10)));
  }

  /** Completes the next two batch jobs partially, for the example that retries the rest. */
  void completeJobsPartly() {
    stub.batch().completeNextPartly(0.25).completeNextPartly(0.9);
  }

  /** Leaves a throughput for the example that releases it. */
  void leaveThroughput() {
    settings.put("release", "all");
    System.setProperty("release", "all");
    try (FineTuningClient tuning = FineTuningClient.create()) {
      tuning
          .provisionedThroughput()
          .create(
              ProvisionedThroughputRequest.builder()
                  .provisionedModelName("forgotten")
                  .modelId(FineTuningRequest.BASE_MODEL)
                  .build());
    }
  }

  @Override
  public void close() {
    settings.keySet().forEach(System::clearProperty);
    stub.close();
    if (data != null) {
      data.close();
    }
  }
}
