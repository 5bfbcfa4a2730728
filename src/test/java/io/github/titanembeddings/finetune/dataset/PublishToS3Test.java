package io.github.titanembeddings.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.storage.S3ObjectStore;
import io.github.titanembeddings.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** A dataset published to an S3 server. */
class PublishToS3Test {
  @RegisterExtension private static final S3Server S3 = S3Server.shared();
  @TempDir private Path folder;

  @Test
  void publishesOnceAndResumes() throws IOException {
    for (int i = 0; i < 6; i++) {
      Files.write(folder.resolve(i + ".png"), RepairFolder.encodedImage(20 + i, 30, "png"));
      Files.writeString(folder.resolve(i + ".txt"), "a shoe, the number " + i);
    }
    try (S3AsyncClient client = S3Server.client(S3.endpoint())) {
      DatasetPublisher builder =
          DatasetPublisher.builder()
              .folder(folder)
              .to(S3ObjectStore.of(client), "s3://images/set/")
              .validationShare(0.5, 2)
              .limits(RepairFolder.SMALL)
              .build();
      PublishedDataset first = builder.publish();
      PublishedDataset second = builder.publish();

      assertThat(first.summary().uploaded()).isEqualTo(6);
      assertThat(second.summary().present()).isEqualTo(6);
      assertThat(second.report().statistics()).isEqualTo(first.report().statistics());
      assertThat(second.report().imagesChecked()).isTrue();
      assertThat(second.report().isValid()).isTrue();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void skipsKeysThatTheStoreRejects() throws IOException {
    for (String name : List.of("a", "b", "back\\slash", "c")) {
      Files.write(
          folder.resolve(name + ".png"), RepairFolder.encodedImage(44 + name.length(), 30, "png"));
      Files.writeString(folder.resolve(name + ".txt"), "a shoe named " + name.length());
    }
    Files.write(folder.resolve("caf\u00E9.png"), RepairFolder.encodedImage(60, 30, "png"));
    Files.writeString(folder.resolve("caf\u00E9.txt"), "a cup");
    try (S3AsyncClient client = S3Server.client(S3.endpoint())) {
      PublishedDataset set =
          DatasetPublisher.builder()
              .folder(folder)
              .to(S3ObjectStore.of(client), "s3://images/odd/")
              .validationShare(0.5, 2)
              .limits(RepairFolder.SMALL)
              .build()
              .publish();
      assertThat(set.summary().uploaded()).isEqualTo(4);
      assertThat(set.skipped())
          .singleElement()
          .satisfies(file -> assertThat(file.file()).hasFileName("back\\slash.png"))
          .satisfies(
              file -> assertThat(file.reasons().get(0).code()).isEqualTo("image.not-stored"));
      assertThat(set.report().imagesChecked()).isTrue();
    }
  }

  @Test
  void resultsAreValues() {
    EqualsVerifier.forClass(PublishProgress.class).withNonnullFields("elapsed").verify();
  }
}
