package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetMender.Settings;
import io.github.titanembeddings.finetune.dataset.MendingResult.MendedFiles;
import io.github.titanembeddings.internal.AtomicFiles;
import io.github.titanembeddings.internal.json.DroppedLineWriter;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of a mender. */
final class Mending {
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Settings settings;
  private final MendedFiles files;
  private final Map<DatasetRole, Long> dropped = new EnumMap<>(DatasetRole.class);
  private long mendedCaptions;

  Mending(Settings settings, Path folder) {
    this.settings = settings;
    this.files =
        new MendedFiles(
            folder.resolve("train.jsonl"),
            settings.validation() == null ? null : folder.resolve("validation.jsonl"),
            folder.resolve("dropped.jsonl"));
  }

  MendingResult run(DatasetListener listener) throws IOException {
    refuseToOverwrite();
    LineFindings findings = new LineFindings(settings.droppedWarnings(), listener);
    DatasetReport before =
        settings.validator(settings.training(), settings.validation()).validate(findings);
    long images = write(findings);
    Path validation = files.validation();
    DatasetReport after =
        settings
            .validator(
                DatasetManifest.of(files.training()),
                validation == null ? null : DatasetManifest.of(validation))
            .validate();
    return new MendingResult(files, dropped, images, mendedCaptions, before, after);
  }

  private void refuseToOverwrite() throws IOException {
    for (Path target : new Path[] {files.training(), files.validation(), files.dropped()}) {
      for (DatasetManifest original :
          new DatasetManifest[] {settings.training(), settings.validation()}) {
        if (target != null && original != null && original.isIn(target)) {
          throw new InvalidRequestException(
              Violation.error(target.toString(), "file.in-use")
                  .actual("the manifest that is to be mended")
                  .remedy("write into another folder")
                  .build());
        }
      }
    }
  }

  /** Writes all files and returns how many images were written. */
  private long write(LineFindings findings) throws IOException {
    long[] images = {0};
    AtomicFiles.replace(
        files.dropped(),
        list ->
            AtomicFiles.replace(
                files.training(),
                training -> {
                  DroppedLineWriter reasons = new DroppedLineWriter(Files.newOutputStream(list));
                  try (reasons) {
                    ImageCopies copies = new ImageCopies(settings);
                    LineMending lines = new LineMending(settings, findings, copies);
                    write(DatasetRole.TRAINING, settings.training(), training, lines, reasons);
                    Path target = files.validation();
                    DatasetManifest manifest = settings.validation();
                    if (target != null && manifest != null) {
                      AtomicFiles.replace(
                          target,
                          part -> write(DatasetRole.VALIDATION, manifest, part, lines, reasons));
                    }
                    images[0] = copies.count();
                  }
                }));
    return images[0];
  }

  private void write(
      DatasetRole role,
      DatasetManifest manifest,
      Path target,
      LineMending mending,
      DroppedLineWriter reasons)
      throws IOException {
    try (ManifestWriter writer = ManifestWriter.to(target);
        ManifestReader reader = manifest.open(settings.limits(), manifest.name());
        InOrder<MendedLine> lines =
            new InOrder<>(AT_ONCE, line -> write(role, manifest, line, writer, reasons))) {
      while (reader.hasNext()) {
        ManifestLine line = reader.next();
        if (!line.isBlank()) {
          CompletableFuture<MendedLine> mended = mending.mend(role, manifest.name(), line, lines);
          lines.add(mended);
        }
      }
      lines.finish();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
  }

  private void write(
      DatasetRole role,
      DatasetManifest manifest,
      MendedLine line,
      ManifestWriter writer,
      DroppedLineWriter reasons) {
    try {
      TrainingExample changed = line.changed();
      if (!line.problems().isEmpty()) {
        reasons.write(manifest.name(), line.original().number(), line.problems());
        dropped.merge(role, 1L, Long::sum);
      } else if (changed == null) {
        writer.write(line.original());
      } else {
        writer.write(changed);
      }
      mendedCaptions += line.hasNewCaption() ? 1 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
