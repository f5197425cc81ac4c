// What slipway would take to start if it did nothing: it imports the same libraries and is linked in the same way.
import ArgumentParser
import DeviceSimulator
import Foundation
import Logging
import NcursesTerminal
import PostgresRepository
import SQLiteRepository
import ServiceLifecycle
import SlipwayAPI
import SlipwayCore
import SlipwayDashboard
import SlipwayServices
import TerminalUI
