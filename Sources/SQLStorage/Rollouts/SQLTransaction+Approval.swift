import SlipwayCore

extension SQLTransaction {
    package func authors(of rollout: Rollout.ID) throws -> [RolloutAuthor] {
        try rows(
            """
            SELECT kind, name, description, made_by
            FROM rollout_authors
            WHERE rollout_id = $1
            ORDER BY kind, name
            """, [rollout]
        ) { row in
            let (kind, name): (Principal.Kind, String) = (try row.name(), try row.text())
            let (description, madeBy) = (row.optionalText(), row.optionalText())
            return RolloutAuthor(
                kind: kind, name: name, token: description.map { TokenOrigin(description: $0, madeBy: madeBy) })
        }
    }

    package func add(_ author: RolloutAuthor, to rollout: Rollout.ID) throws {
        try execute(
            """
            INSERT INTO rollout_authors (rollout_id, kind, name, description, made_by)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (rollout_id, kind, name) DO NOTHING
            """, [rollout, author.kind.rawValue, author.name, author.token?.description, author.token?.madeBy])
    }

    package func submissions(of rollout: Rollout.ID) throws -> RolloutSubmissions {
        try first("SELECT submitted_plan, earlier_plan FROM rollouts WHERE id = $1", [rollout]) { row in
            RolloutSubmissions(latest: row.optionalText(), earlier: row.optionalText())
        } ?? RolloutSubmissions()
    }

    package func submit(_ rollout: Rollout.ID, by name: String, count: Int, plan: String) throws {
        try execute(
            """
            UPDATE rollouts
            SET submitted_by = $2,
              submitted_at = $3,
              submitted_count = $4,
              earlier_plan = CASE WHEN submitted_plan = $5 THEN earlier_plan ELSE submitted_plan END,
              submitted_plan = $5,
              updated_at = $3
            WHERE id = $1
            """, [rollout, name, now, count, plan])
    }

    package func approve(_ rollout: Rollout.ID, by name: String, count: Int) throws {
        try execute(
            """
            UPDATE rollouts
            SET approved_by = $2,
              approved_at = $3,
              approved_count = $4,
              updated_at = $3
            WHERE id = $1
            """, [rollout, name, now, count])
    }

    package func edit(_ rollout: Rollout.ID, name: String, plan: String, preparesRollback: Bool) throws {
        try execute(
            """
            UPDATE rollouts
            SET name = $2,
              plan = $3,
              prepares_rollback = $5,
              revision = revision + 1,
              submitted_by = NULL,
              submitted_at = NULL,
              submitted_count = NULL,
              approved_by = NULL,
              approved_at = NULL,
              approved_count = NULL,
              updated_at = $4
            WHERE id = $1
            """, [rollout, name, plan, now, preparesRollback])
    }

    package func noteEdit(of rollout: Rollout.ID, plan: String, version: Int) throws {
        try execute(
            """
            UPDATE rollouts
            SET plan = $2,
              plan_version = \(dialect.greatest)(plan_version, $4),
              revision = revision + 1,
              updated_at = $3
            WHERE id = $1
            """, [rollout, plan, now, version])
    }

    package func setGate(_ rule: GateRule, of wave: WaveID) throws {
        try execute(
            """
            UPDATE rollout_waves
            SET max_bad = $3,
              max_bad_share = $4,
              minimum_judged = $5
            WHERE rollout_id = $1 AND wave = $2
            """, [wave.rollout, wave.number, rule.maximumBad, rule.maximumBadShare, rule.minimumJudged])
    }
}
