package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetMender.Settings;
import io.github.titanembeddings.finetune.dataset.MendingResult.MendedFiles;
import io.github.titanembeddings.internal.files.FileSet;
import io.github.titanembeddings.internal.json.DroppedLineWriter;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of a mender. */
final class Mending {
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final String TRAINING = "train.jsonl";
  private static final String VALIDATION = "validation.jsonl";
  private static final String DROPPED = "dropped.jsonl";

  private final Settings settings;
  private final Path folder;
  private final MendedFiles files;
  private final Map<DatasetRole, Long> dropped = new EnumMap<>(DatasetRole.class);
  private long mendedCaptions;

  Mending(Settings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
    this.files =
        new MendedFiles(
            folder.resolve(TRAINING),
            settings.validation() == null ? null : folder.resolve(VALIDATION),
            folder.resolve(DROPPED));
  }

  MendingResult run(DatasetListener listener) throws IOException {
    refuseToOverwrite();
    LineFindings findings = new LineFindings(settings.droppedWarnings(), listener);
    DatasetReport before =
        settings.validator(settings.training(), settings.validation()).validate(findings);
    return write(findings, before);
  }

  private void refuseToOverwrite() throws IOException {
    for (Path target : new Path[] {files.training(), files.validation(), files.dropped()}) {
      for (DatasetManifest original :
          new DatasetManifest[] {settings.training(), settings.validation()}) {
        if (target != null && original != null && original.isIn(target)) {
          throw new InvalidRequestException(
              Violation.error(target.toString(), "file.in-use")
                  .actual("the same file as the manifest " + original.location())
                  .remedy("write the repaired set to another folder")
                  .build());
        }
      }
    }
  }

  /** Writes and checks all files in a temporary folder, then puts them in place together. */
  private MendingResult write(LineFindings findings, DatasetReport before) throws IOException {
    try (FileSet set = FileSet.in(folder, List.of(DROPPED, VALIDATION, TRAINING))) {
      ImageCopies copies = new ImageCopies(settings);
      LineMending lines = new LineMending(settings, findings, copies);
      DatasetManifest validation = settings.validation();
      try (DroppedLineWriter reasons =
          new DroppedLineWriter(Files.newOutputStream(set.file(DROPPED)))) {
        write(DatasetRole.TRAINING, settings.training(), set.file(TRAINING), lines, reasons);
        if (validation != null) {
          write(DatasetRole.VALIDATION, validation, set.file(VALIDATION), lines, reasons);
        }
      }
      DatasetReport after =
          settings
              .validator(
                  DatasetManifest.staged(set.file(TRAINING), files.training()),
                  files.validation() == null
                      ? null
                      : DatasetManifest.staged(set.file(VALIDATION), files.validation()))
              .validate();
      set.publish();
      return new MendingResult(files, dropped, copies.count(), mendedCaptions, before, after);
    }
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
