import PostgresRepository
import SQLStorage
import SQLiteRepository
import SlipwayServices
import Testing

/// Databases everywhere have been made by these texts. A new migration gets a line of its own; a line never changes.
@Suite struct ReleasedMigrationTests {
    @Test func `what has been released for SQLite never changes`() {
        #expect(
            Self.digests(SQLiteRepository.releasedMigrations) == [
                "0001 first schema": "f5290c36df807ed5b5bd934fc4335b2641b028955c3661a416dadaf77763f0ab",
                "0002 lists": "984dc8eb337843775102c6c94cf72590a5881e4ae0b6821988067678238fdfe4",
                "0003 audit": "1550d899458108c109b5d2e72b6d16d6460e4185e852161b2368cf591df481d5",
                "0004 reach": "815240715f87af91f7504982f28672cf7adb9f836fe1cf16d65b89d7fa5d8095",
                "0005 request keys": "084794702de1d314a090f833faad4f4d8140dc99ee976391823697962e23ccb3",
                "0006 manifest": "5d443e359437d95ed87af4906671d2ddeb0c14d055ea372b3e214dcbb4737d71",
                "0007 version keys": "e6062abe246559dbf949800dddfa17a99ce5ccd8d11a414f522f1a811680b938",
                "0008 retention": "3100fc967160a66491933a753f5e87ec4027fa6fda077ae9eddf05847fa5159e",
                "0009 set counting": "347ecc4697714699c3498a13f56db4b443aa4355806fd37b79dda968f188ac1a",
                "0010 left out and lost": "6235b22cda650d839856a68bb83b87a0f83c0b9972678948ccf282e5f7c88693",
                "0011 gates": "3ac081d785cfe2662eed597a7c4eacfc490cb689dcb6f69e289e56409d72e77f",
                "0012 places": "195bd6ff349d5fdb3fbc2d5bb533e49431d803e9b4f0ddb74b32934c06c2750d",
                "0013 plans": "a34d5e14a58337f921ce779ec3784e0d02b56fd7e18c9aae1726ea6a2400b448",
                "0014 templates": "8dce8cc5ebe285fa77e1c03ff22df68e25a4e8dce192d6e3bb09944089532348",
                "0015 schedules": "f5be638b0f837eba648d6b435ed1db10bb271c18db8cc776b18930cfe0e29cfe",
                "0016 ways back": "a2ca2ede191ce3d71241a034010ac4a629f95a2fbf1e2d48985867e392f30a8a",
                "0017 approval": "6a75d5342c2a7e75bdb38c5bc53ece44a5cb94d6c29daad99cda8f104ddf09f6",
                "0018 bandwidth": "b66095292636fc7dc27b30103808eee69ce1cc010820ee0a8d9dff47864f3b92",
                "0019 dynamic": "7dac438d2c5eb0714fb6eae8d6773912028e5705beab73f15433d0c1000a6868",
                "0020 prepared rollbacks": "17439dc251dbad966f4a482db64d8dbfbb587d0f9bf40c377acbcc718398b3dd",
                "0021 halts": "15460ecee1af88670c3fde9b592f8dbfa754693f522b063293c376127f2f2905",
            ])
    }

    @Test func `what has been released for PostgreSQL never changes`() {
        #expect(
            Self.digests(PostgresRepository.releasedMigrations) == [
                "0001 first schema": "4c22285d4315e36070df0cd736a60d4d224f1270985289f1d3b085e5ae33c39c",
                "0002 audit": "c6612ffa926949e8bc3ed003e10b52a7ddf97216aa75ab799faf7bde812ea2be",
                "0003 roles": "3779906c7b6e0ff692fe37f83e74e28d526b339ef8d18ac60d8d1278ea686fcc",
                "0004 reach": "2f2a54682242eaf16ce3338b1cbb592468652fe354c50573704d9bf1d1fceb9b",
                "0005 request keys": "070447cbd0e7c02b9ed57d1c48cbaf46da19eb5e3d7db266359774a08109cb99",
                "0006 manifest": "8d939f82828c24b2ac3f97e347b8770129d8d6b77d47d54a97f8c9c4de53056d",
                "0007 version keys": "61da9358dd32ff7aa17740c254eeb57573889e52700fe66b279fb669907ae608",
                "0008 retention": "e3ca618febabe4cc63bff5f264550c07d21ad14b65c5fa6ce749760924259eee",
                "0009 uncounted moves": "e1be00dc0acf912f5e99bc094e2f20c7d1316639c3ac61a9754b4eacbe4efc08",
                "0010 left out and lost": "f79f98abcc24b1959443a8a2f4e996bd29827c851234571f97dc200515c07b36",
                "0011 gates": "63eb16c60a0d7b8b381be017be0124ceabc53e3f9cdd07d766297baeb0a967d5",
                "0012 places": "9e7941bdd86b6b3893c57d58da09f9ad2f5750da4e3d1944c7ac541622c80c38",
                "0013 plans": "bed87bd37a42a0ca89be70a34c76967d20a10e5a7ad9922f7ad016a6a26af0c8",
                "0014 templates": "19ac89948e2476656c7d7a851c4ccb0c9b3c356b725fa1a0eb4e10eef13d933a",
                "0015 schedules": "cdb71d010bf0f2bb4635b09263d5dd39f94f1ba61aed12de553f6e98b325edeb",
                "0016 ways back": "50c5e894071a1fcc3d313cc4131893c6b280f74eb02429fe70acd4708773b7c5",
                "0017 approval": "ff919f0a35c96617aed86e3f6e9e13643936b1c18dd7269baaedb3f20098fee4",
                "0018 bandwidth": "c23b19facaf63a422adf2b1afb70c9ebf3142cc0c146ad6cee3c4712bf522833",
                "0019 dynamic": "f872a18c655e1027ff4667b67f9076fea308cc12d468f7978d33c23dac880241",
                "0020 prepared rollbacks": "c89fc86473ce8cf3a79919ecce62f643e4e7c3b6f210af586c714b4c01a09c22",
                "0021 halts": "2263b2912f8270a7b984a326d9c34f2c8374571f7dc159d4d9b5b5efa56af234",
            ])
    }

    @Test(arguments: [SQLiteRepository.releasedMigrations, PostgresRepository.releasedMigrations])
    func `migrations are numbered from 1, and begin their names with their numbers`(migrations: [SchemaMigration]) {
        #expect(migrations.map(\.number) == Array(1...migrations.count))
        for migration in migrations {
            let digits = String(migration.number)
            #expect(migration.name.hasPrefix(String(repeating: "0", count: 4 - digits.count) + digits + " "))
        }
    }

    private static func digests(_ migrations: [SchemaMigration]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: migrations.map { ($0.name, TokenHash.sha256Hex(of: $0.sql)) })
    }
}
