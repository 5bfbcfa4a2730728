package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.support.S3Server;
import io.github.titanembeddings.support.batch.BatchServers;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * A process that is killed during the multipart upload of its second job. {@link BatchKillTest}
 * ends runs at every step, {@link BatchCrashRun} kills 60 processes.
 */
class BatchCrashTest {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();

  @TempDir private Path folder;

  @Test
  void embedsEachRecordOnceAndSubmitsEachJobOnceWhenKilled()
      throws IOException, InterruptedException {
    try (S3AsyncClient s3 = S3Server.client(S3.endpoint());
        TitanStub stub = TitanStub.start()) {
      BatchServers.configure(stub, S3ObjectStore.of(s3), 5);
      BatchCrashRun crash = new BatchCrashRun(S3.endpoint(), stub.endpoint().toString(), folder, 7);

      assertThat(crash.run(List.of("item 70"))).isEqualTo(1);
    }
  }
}
